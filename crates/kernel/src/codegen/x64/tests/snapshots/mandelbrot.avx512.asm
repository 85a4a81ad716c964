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
    vbroadcastsd  zmm31, [c0]
    vmulpd        zmm31, zmm31, [c0]{1to8}
    vmovupd       [r9], zmm31
    vbroadcastsd  zmm25, [c1]
    vbroadcastsd  zmm26, [c2]
    vbroadcastsd  zmm27, [c3]
L0:
    vbroadcastsd  zmm0, [c0]
    vbroadcastsd  zmm1, [c0]
    vbroadcastsd  zmm2, [c0]
    vbroadcastsd  zmm3, [c0]
    vbroadcastsd  zmm4, [c0]
    vbroadcastsd  zmm5, [c0]
    vbroadcastsd  zmm6, [c0]
    vbroadcastsd  zmm7, [c0]
    vbroadcastsd  zmm8, [c0]
    vbroadcastsd  zmm9, [c0]
    kxnorb        k6, k6, k6
    kmovb         k1, k6
    kxnorb        k6, k6, k6
    kmovb         k2, k6
    kxnorb        k6, k6, k6
    kmovb         k3, k6
    vmovupd       zmm10, [r9]
    vmovupd       zmm11, [r9]
    vmovupd       zmm12, [r9]
    vmovupd       zmm13, [r9]
    vmovupd       zmm14, [r9]
    vmovupd       zmm15, [r9]
    mov           rax, [r11]
    vmovupd       zmm16, [rax+rsi*8]
    mov           rax, [r11]
    vmovupd       zmm17, [rax+rsi*8+40h]
    mov           rax, [r11]
    vmovupd       zmm18, [rax+rsi*8+80h]
    korb          k6, k1, k2
    kortestb      k6, k3
    je            L2
L1:
    vsubpd        zmm19, zmm10, zmm13
    vsubpd        zmm20, zmm11, zmm14
    vsubpd        zmm21, zmm12, zmm15
    vaddpd        zmm19, zmm19, zmm16
    vaddpd        zmm20, zmm20, zmm17
    vaddpd        zmm21, zmm21, zmm18
    vaddpd        zmm22, zmm0, zmm0
    vaddpd        zmm23, zmm1, zmm1
    vaddpd        zmm24, zmm2, zmm2
    vmulpd        zmm22, zmm22, zmm3
    vmulpd        zmm23, zmm23, zmm4
    vmulpd        zmm24, zmm24, zmm5
    vaddpd        zmm3, zmm22, zmm25
    vaddpd        zmm4, zmm23, zmm25
    vaddpd        zmm5, zmm24, zmm25
    vaddpd        zmm9, zmm9, zmm26
    vcmplt_oqpd   k4, zmm9, zmm27
    vmulpd        zmm10, zmm19, zmm19
    vmulpd        zmm11, zmm20, zmm20
    vmulpd        zmm12, zmm21, zmm21
    vmulpd        zmm13, zmm3, zmm3
    vmulpd        zmm14, zmm4, zmm4
    vmulpd        zmm15, zmm5, zmm5
    vaddpd        zmm22, zmm10, zmm13
    vaddpd        zmm23, zmm11, zmm14
    vaddpd        zmm24, zmm12, zmm15
    vmovupd       zmm0, zmm19
    vmovupd       zmm1, zmm20
    vmovupd       zmm2, zmm21
    vblendmpd     zmm6{k1}, zmm6, zmm9
    vblendmpd     zmm7{k2}, zmm7, zmm9
    vblendmpd     zmm8{k3}, zmm8, zmm9
    kandb         k7, k1, k4
    vcmple_oqpd   k1{k7}, zmm22, [c4]{1to8}
    kandb         k7, k2, k4
    vcmple_oqpd   k2{k7}, zmm23, [c4]{1to8}
    kandb         k7, k3, k4
    vcmple_oqpd   k3{k7}, zmm24, [c4]{1to8}
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
    cmp           rsi, [rdi+end]
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
