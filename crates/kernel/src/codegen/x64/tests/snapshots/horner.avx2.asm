; x => (((((0.1 * x + 0.2) * x + 0.3) * x + 0.4) * x + 0.5) * x + 0.6) * x + k
; [Memory(F64)] -> F64, strips of 24 items, 1 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
L0:
    mov           rax, [r11]
    vmovupd       ymm0, [rax+rsi*8]
    mov           rax, [r11]
    vmovupd       ymm1, [rax+rsi*8+20h]
    mov           rax, [r11]
    vmovupd       ymm2, [rax+rsi*8+40h]
    mov           rax, [r11]
    vmovupd       ymm3, [rax+rsi*8+60h]
    mov           rax, [r11]
    vmovupd       ymm4, [rax+rsi*8+80h]
    mov           rax, [r11]
    vmovupd       ymm5, [rax+rsi*8+0A0h]
    vmulpd        ymm6, ymm0, [c0]
    vmulpd        ymm7, ymm1, [c0]
    vmulpd        ymm8, ymm2, [c0]
    vmulpd        ymm9, ymm3, [c0]
    vmulpd        ymm10, ymm4, [c0]
    vmulpd        ymm11, ymm5, [c0]
    vaddpd        ymm6, ymm6, [c1]
    vaddpd        ymm7, ymm7, [c1]
    vaddpd        ymm8, ymm8, [c1]
    vaddpd        ymm9, ymm9, [c1]
    vaddpd        ymm10, ymm10, [c1]
    vaddpd        ymm11, ymm11, [c1]
    vmulpd        ymm6, ymm6, ymm0
    vmulpd        ymm7, ymm7, ymm1
    vmulpd        ymm8, ymm8, ymm2
    vmulpd        ymm9, ymm9, ymm3
    vmulpd        ymm10, ymm10, ymm4
    vmulpd        ymm11, ymm11, ymm5
    vaddpd        ymm6, ymm6, [c2]
    vaddpd        ymm7, ymm7, [c2]
    vaddpd        ymm8, ymm8, [c2]
    vaddpd        ymm9, ymm9, [c2]
    vaddpd        ymm10, ymm10, [c2]
    vaddpd        ymm11, ymm11, [c2]
    vmulpd        ymm6, ymm6, ymm0
    vmulpd        ymm7, ymm7, ymm1
    vmulpd        ymm8, ymm8, ymm2
    vmulpd        ymm9, ymm9, ymm3
    vmulpd        ymm10, ymm10, ymm4
    vmulpd        ymm11, ymm11, ymm5
    vaddpd        ymm6, ymm6, [c3]
    vaddpd        ymm7, ymm7, [c3]
    vaddpd        ymm8, ymm8, [c3]
    vaddpd        ymm9, ymm9, [c3]
    vaddpd        ymm10, ymm10, [c3]
    vaddpd        ymm11, ymm11, [c3]
    vmulpd        ymm6, ymm6, ymm0
    vmulpd        ymm7, ymm7, ymm1
    vmulpd        ymm8, ymm8, ymm2
    vmulpd        ymm9, ymm9, ymm3
    vmulpd        ymm10, ymm10, ymm4
    vmulpd        ymm11, ymm11, ymm5
    vaddpd        ymm6, ymm6, [c4]
    vaddpd        ymm7, ymm7, [c4]
    vaddpd        ymm8, ymm8, [c4]
    vaddpd        ymm9, ymm9, [c4]
    vaddpd        ymm10, ymm10, [c4]
    vaddpd        ymm11, ymm11, [c4]
    vmulpd        ymm6, ymm6, ymm0
    vmulpd        ymm7, ymm7, ymm1
    vmulpd        ymm8, ymm8, ymm2
    vmulpd        ymm9, ymm9, ymm3
    vmulpd        ymm10, ymm10, ymm4
    vmulpd        ymm11, ymm11, ymm5
    vaddpd        ymm6, ymm6, [c5]
    vaddpd        ymm7, ymm7, [c5]
    vaddpd        ymm8, ymm8, [c5]
    vaddpd        ymm9, ymm9, [c5]
    vaddpd        ymm10, ymm10, [c5]
    vaddpd        ymm11, ymm11, [c5]
    vmulpd        ymm0, ymm6, ymm0
    vmulpd        ymm1, ymm7, ymm1
    vmulpd        ymm2, ymm8, ymm2
    vmulpd        ymm3, ymm9, ymm3
    vmulpd        ymm4, ymm10, ymm4
    vmulpd        ymm5, ymm11, ymm5
    vaddpd        ymm0, ymm0, [r9]
    vaddpd        ymm1, ymm1, [r9]
    vaddpd        ymm2, ymm2, [r9]
    vaddpd        ymm3, ymm3, [r9]
    vaddpd        ymm4, ymm4, [r9]
    vaddpd        ymm5, ymm5, [r9]
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8], ymm0
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+20h], ymm1
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+40h], ymm2
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+60h], ymm3
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+80h], ymm4
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+0A0h], ymm5
    add           rsi, 18h
    cmp           rsi, [rdi+end]
    jae           L1
    cmp           byte ptr [r8], 0
    jne           L2
    jmp           L0
L1:
    mov           [rdi+item], rsi
    mov           eax, 0
    vzeroupper
    ret
    mov           [rdi+item], rsi
    mov           eax, 2
    vzeroupper
    ret
L2:
    mov           [rdi+item], rsi
    mov           eax, 1
    vzeroupper
    ret

c0:  4 × 3fb999999999999a (0.1)
c1:  4 × 3fc999999999999a (0.2)
c2:  4 × 3fd3333333333333 (0.3)
c3:  4 × 3fd999999999999a (0.4)
c4:  4 × 3fe0000000000000 (0.5)
c5:  4 × 3fe3333333333333 (0.6)
