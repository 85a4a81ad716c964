; cx => { let x = 0, y = 0, n = 0
; while (n < 200 && x * x + y * y <= 4) { const next = x * x - y * y + cx; y = 2 * x * y + 0.1; x = next; n++ }
; return n }
; [Memory(F64)] -> F64, strips of 24 items, 1 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    mov           rdx, [rdi+end]
    vbroadcastsd  zmm31, [c0]
    vmulpd        zmm31, zmm31, [c0]{1to8}
    vmovupd       [r9], zmm31
    vbroadcastsd  zmm24, [c1]
    vbroadcastsd  zmm25, [c2]
    vbroadcastsd  zmm26, [c0]
    vmovupd       zmm27, [r9]
L0:
    vmovupd       zmm0, zmm26
    vmovupd       zmm1, zmm26
    vmovupd       zmm2, zmm26
    vmovupd       zmm3, zmm26
    vmovupd       zmm4, zmm26
    vmovupd       zmm5, zmm26
    vmovupd       zmm6, zmm26
    vmovupd       zmm7, zmm26
    vmovupd       zmm8, zmm26
    kxnorb        k6, k6, k6
    kmovb         k1, k6
    kxnorb        k6, k6, k6
    kmovb         k2, k6
    kxnorb        k6, k6, k6
    kmovb         k3, k6
    vmovupd       zmm9, zmm27
    vmovupd       zmm10, zmm27
    vmovupd       zmm11, zmm27
    vmovupd       zmm12, zmm27
    vmovupd       zmm13, zmm27
    vmovupd       zmm14, zmm27
    mov           rax, [r11]
    vmovupd       zmm15, [rax+rsi*8]
    mov           rax, [r11]
    vmovupd       zmm16, [rax+rsi*8+40h]
    mov           rax, [r11]
    vmovupd       zmm17, [rax+rsi*8+80h]
    korb          k6, k1, k2
    kortestb      k6, k3
    je            L2
L1:
    vsubpd        zmm18, zmm9, zmm12
    vsubpd        zmm19, zmm10, zmm13
    vsubpd        zmm20, zmm11, zmm14
    vaddpd        zmm18, zmm18, zmm15
    vaddpd        zmm19, zmm19, zmm16
    vaddpd        zmm20, zmm20, zmm17
    vaddpd        zmm21, zmm0, zmm0
    vaddpd        zmm22, zmm1, zmm1
    vaddpd        zmm23, zmm2, zmm2
    vmulpd        zmm21, zmm21, zmm3
    vmulpd        zmm22, zmm22, zmm4
    vmulpd        zmm23, zmm23, zmm5
    vaddpd        zmm3, zmm21, zmm24
    vaddpd        zmm4, zmm22, zmm24
    vaddpd        zmm5, zmm23, zmm24
    vaddpd        zmm6{k1}, zmm6, zmm25
    vaddpd        zmm7{k2}, zmm7, zmm25
    vaddpd        zmm8{k3}, zmm8, zmm25
    vmulpd        zmm9, zmm18, zmm18
    vmulpd        zmm10, zmm19, zmm19
    vmulpd        zmm11, zmm20, zmm20
    vmulpd        zmm12, zmm3, zmm3
    vmulpd        zmm13, zmm4, zmm4
    vmulpd        zmm14, zmm5, zmm5
    vaddpd        zmm21, zmm9, zmm12
    vaddpd        zmm22, zmm10, zmm13
    vaddpd        zmm23, zmm11, zmm14
    vmovupd       zmm0, zmm18
    vmovupd       zmm1, zmm19
    vmovupd       zmm2, zmm20
    vcmplt_oqpd   k7{k1}, zmm6, [c3]{1to8}
    vcmple_oqpd   k1{k7}, zmm21, [c4]{1to8}
    vcmplt_oqpd   k7{k2}, zmm7, [c3]{1to8}
    vcmple_oqpd   k2{k7}, zmm22, [c4]{1to8}
    vcmplt_oqpd   k7{k3}, zmm8, [c3]{1to8}
    vcmple_oqpd   k3{k7}, zmm23, [c4]{1to8}
    korb          k6, k1, k2
    kortestb      k6, k3
    je            L2
    cmp           byte ptr [r8], 0
    jne           L4
    jmp           L1
L2:
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8], zmm6
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+40h], zmm7
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+80h], zmm8
    add           rsi, 18h
    cmp           rsi, rdx
    jae           L3
    cmp           byte ptr [r8], 0
    jne           L4
    jmp           L0
L3:
    mov           [rdi+item], rsi
    mov           eax, 0
    vzeroupper
    ret
    mov           [rdi+item], rsi
    mov           eax, 2
    vzeroupper
    ret
L4:
    mov           [rdi+item], rsi
    mov           eax, 1
    vzeroupper
    ret

c0:  1 × 0000000000000000 (0.0)
c1:  1 × 3fb999999999999a (0.1)
c2:  1 × 3ff0000000000000 (1.0)
c3:  1 × 4069000000000000 (200.0)
c4:  1 × 4010000000000000 (4.0)
