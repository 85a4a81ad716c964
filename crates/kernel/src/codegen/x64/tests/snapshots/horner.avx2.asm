; x => (((((0.1 * x + 0.2) * x + 0.3) * x + 0.4) * x + 0.5) * x + 0.6) * x + k
; [Memory(F64)] -> F64, strips of 16 items, 1 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    mov           rdx, [rdi+end]
    vmovupd       ymm8, [c0]
    vmovupd       ymm9, [c1]
    vmovupd       ymm10, [c2]
    vmovupd       ymm11, [c3]
L0:
    mov           rax, [r11]
    vmovupd       ymm0, [rax+rsi*8]
    mov           rax, [r11]
    vmovupd       ymm1, [rax+rsi*8+20h]
    mov           rax, [r11]
    vmovupd       ymm2, [rax+rsi*8+40h]
    mov           rax, [r11]
    vmovupd       ymm3, [rax+rsi*8+60h]
    vmulpd        ymm4, ymm8, ymm0
    vmulpd        ymm5, ymm8, ymm1
    vmulpd        ymm6, ymm8, ymm2
    vmulpd        ymm7, ymm8, ymm3
    vaddpd        ymm4, ymm4, ymm9
    vaddpd        ymm5, ymm5, ymm9
    vaddpd        ymm6, ymm6, ymm9
    vaddpd        ymm7, ymm7, ymm9
    vmulpd        ymm4, ymm4, ymm0
    vmulpd        ymm5, ymm5, ymm1
    vmulpd        ymm6, ymm6, ymm2
    vmulpd        ymm7, ymm7, ymm3
    vaddpd        ymm4, ymm4, ymm10
    vaddpd        ymm5, ymm5, ymm10
    vaddpd        ymm6, ymm6, ymm10
    vaddpd        ymm7, ymm7, ymm10
    vmulpd        ymm4, ymm4, ymm0
    vmulpd        ymm5, ymm5, ymm1
    vmulpd        ymm6, ymm6, ymm2
    vmulpd        ymm7, ymm7, ymm3
    vaddpd        ymm4, ymm4, ymm11
    vaddpd        ymm5, ymm5, ymm11
    vaddpd        ymm6, ymm6, ymm11
    vaddpd        ymm7, ymm7, ymm11
    vmulpd        ymm4, ymm4, ymm0
    vmulpd        ymm5, ymm5, ymm1
    vmulpd        ymm6, ymm6, ymm2
    vmulpd        ymm7, ymm7, ymm3
    vaddpd        ymm4, ymm4, [c4]
    vaddpd        ymm5, ymm5, [c4]
    vaddpd        ymm6, ymm6, [c4]
    vaddpd        ymm7, ymm7, [c4]
    vmulpd        ymm4, ymm4, ymm0
    vmulpd        ymm5, ymm5, ymm1
    vmulpd        ymm6, ymm6, ymm2
    vmulpd        ymm7, ymm7, ymm3
    vaddpd        ymm4, ymm4, [c5]
    vaddpd        ymm5, ymm5, [c5]
    vaddpd        ymm6, ymm6, [c5]
    vaddpd        ymm7, ymm7, [c5]
    vmulpd        ymm0, ymm4, ymm0
    vmulpd        ymm1, ymm5, ymm1
    vmulpd        ymm2, ymm6, ymm2
    vmulpd        ymm3, ymm7, ymm3
    vaddpd        ymm0, ymm0, [r9]
    vaddpd        ymm1, ymm1, [r9]
    vaddpd        ymm2, ymm2, [r9]
    vaddpd        ymm3, ymm3, [r9]
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
    add           rsi, 10h
    cmp           rsi, rdx
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
