; cx => { let x = 0, y = 0, n = 0
; while (n < 200 && x * x + y * y <= 4) { const next = x * x - y * y + cx; y = 2 * x * y + 0.1; x = next; n++ }
; return n }
; [Memory(F64)] -> F64, strips of 16 items, 0 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    mov           rdx, [rdi+end]
    vbroadcastsd  zmm16, [c0]
    vbroadcastsd  zmm17, [c1]
    vbroadcastsd  zmm18, [c2]
    vbroadcastsd  zmm19, [c3]
    vbroadcastsd  zmm20, [c4]
L0:
    vmovupd       zmm0, zmm20
    vmovupd       zmm1, zmm20
    vmovupd       zmm2, zmm20
    vmovupd       zmm3, zmm20
    vmovupd       zmm4, zmm20
    vmovupd       zmm5, zmm20
    kxnorb        k6, k6, k6
    kmovb         k1, k6
    kxnorb        k6, k6, k6
    kmovb         k2, k6
    mov           rax, [r11]
    vmovupd       zmm6, [rax+rsi*8]
    mov           rax, [r11]
    vmovupd       zmm7, [rax+rsi*8+40h]
    kortestb      k1, k2
    je            L2
L1:
    vmulpd        zmm8, zmm0, zmm0
    vmulpd        zmm9, zmm1, zmm1
    vmulpd        zmm10, zmm2, zmm2
    vmulpd        zmm11, zmm3, zmm3
    vsubpd        zmm8, zmm8, zmm10
    vsubpd        zmm9, zmm9, zmm11
    vaddpd        zmm8, zmm8, zmm6
    vaddpd        zmm9, zmm9, zmm7
    vmulpd        zmm10, zmm16, zmm0
    vmulpd        zmm11, zmm16, zmm1
    vmulpd        zmm10, zmm10, zmm2
    vmulpd        zmm11, zmm11, zmm3
    vaddpd        zmm2, zmm10, zmm17
    vaddpd        zmm3, zmm11, zmm17
    vaddpd        zmm10, zmm4, zmm18
    vaddpd        zmm11, zmm5, zmm18
    vcmplt_oqpd   k3, zmm10, zmm19
    vcmplt_oqpd   k4, zmm11, zmm19
    vmulpd        zmm12, zmm8, zmm8
    vmulpd        zmm13, zmm9, zmm9
    vmulpd        zmm14, zmm2, zmm2
    vmulpd        zmm15, zmm3, zmm3
    vaddpd        zmm12, zmm12, zmm14
    vaddpd        zmm13, zmm13, zmm15
    vcmple_oqpd   k3{k3}, zmm12, [c5]{1to8}
    vcmple_oqpd   k4{k4}, zmm13, [c5]{1to8}
    vmovupd       zmm0, zmm8
    vmovupd       zmm1, zmm9
    vblendmpd     zmm4{k1}, zmm4, zmm10
    vblendmpd     zmm5{k2}, zmm5, zmm11
    kandb         k1, k1, k3
    kandb         k2, k2, k4
    kortestb      k1, k2
    je            L2
    cmp           byte ptr [r8], 0
    jne           L4
    jmp           L1
L2:
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8], zmm4
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+40h], zmm5
    add           rsi, 10h
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

c0:  1 × 4000000000000000 (2.0)
c1:  1 × 3fb999999999999a (0.1)
c2:  1 × 3ff0000000000000 (1.0)
c3:  1 × 4069000000000000 (200.0)
c4:  1 × 0000000000000000 (0.0)
c5:  1 × 4010000000000000 (4.0)
