; x => { const a = ((((0.11 * x - 0.22) * x + 0.33) * x - 0.44) * x + 0.55) * x - 0.66
; return (((a * x + 0.77) * x - 0.88) * x + 0.99) * x - 1.1 }
; [Memory(F64)] -> F64, strips of 24 items, 0 slots

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
    vsubpd        ymm6, ymm6, [c1]
    vsubpd        ymm7, ymm7, [c1]
    vsubpd        ymm8, ymm8, [c1]
    vsubpd        ymm9, ymm9, [c1]
    vsubpd        ymm10, ymm10, [c1]
    vsubpd        ymm11, ymm11, [c1]
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
    vsubpd        ymm6, ymm6, [c3]
    vsubpd        ymm7, ymm7, [c3]
    vsubpd        ymm8, ymm8, [c3]
    vsubpd        ymm9, ymm9, [c3]
    vsubpd        ymm10, ymm10, [c3]
    vsubpd        ymm11, ymm11, [c3]
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
    vsubpd        ymm6, ymm6, [c5]
    vsubpd        ymm7, ymm7, [c5]
    vsubpd        ymm8, ymm8, [c5]
    vsubpd        ymm9, ymm9, [c5]
    vsubpd        ymm10, ymm10, [c5]
    vsubpd        ymm11, ymm11, [c5]
    vmulpd        ymm6, ymm6, ymm0
    vmulpd        ymm7, ymm7, ymm1
    vmulpd        ymm8, ymm8, ymm2
    vmulpd        ymm9, ymm9, ymm3
    vmulpd        ymm10, ymm10, ymm4
    vmulpd        ymm11, ymm11, ymm5
    vaddpd        ymm6, ymm6, [c6]
    vaddpd        ymm7, ymm7, [c6]
    vaddpd        ymm8, ymm8, [c6]
    vaddpd        ymm9, ymm9, [c6]
    vaddpd        ymm10, ymm10, [c6]
    vaddpd        ymm11, ymm11, [c6]
    vmulpd        ymm6, ymm6, ymm0
    vmulpd        ymm7, ymm7, ymm1
    vmulpd        ymm8, ymm8, ymm2
    vmulpd        ymm9, ymm9, ymm3
    vmulpd        ymm10, ymm10, ymm4
    vmulpd        ymm11, ymm11, ymm5
    vsubpd        ymm6, ymm6, [c7]
    vsubpd        ymm7, ymm7, [c7]
    vsubpd        ymm8, ymm8, [c7]
    vsubpd        ymm9, ymm9, [c7]
    vsubpd        ymm10, ymm10, [c7]
    vsubpd        ymm11, ymm11, [c7]
    vmulpd        ymm6, ymm6, ymm0
    vmulpd        ymm7, ymm7, ymm1
    vmulpd        ymm8, ymm8, ymm2
    vmulpd        ymm9, ymm9, ymm3
    vmulpd        ymm10, ymm10, ymm4
    vmulpd        ymm11, ymm11, ymm5
    vaddpd        ymm6, ymm6, [c8]
    vaddpd        ymm7, ymm7, [c8]
    vaddpd        ymm8, ymm8, [c8]
    vaddpd        ymm9, ymm9, [c8]
    vaddpd        ymm10, ymm10, [c8]
    vaddpd        ymm11, ymm11, [c8]
    vmulpd        ymm0, ymm6, ymm0
    vmulpd        ymm1, ymm7, ymm1
    vmulpd        ymm2, ymm8, ymm2
    vmulpd        ymm3, ymm9, ymm3
    vmulpd        ymm4, ymm10, ymm4
    vmulpd        ymm5, ymm11, ymm5
    vsubpd        ymm0, ymm0, [c9]
    vsubpd        ymm1, ymm1, [c9]
    vsubpd        ymm2, ymm2, [c9]
    vsubpd        ymm3, ymm3, [c9]
    vsubpd        ymm4, ymm4, [c9]
    vsubpd        ymm5, ymm5, [c9]
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

c0:  4 × 3fbc28f5c28f5c29 (0.11)
c1:  4 × 3fcc28f5c28f5c29 (0.22)
c2:  4 × 3fd51eb851eb851f (0.33)
c3:  4 × 3fdc28f5c28f5c29 (0.44)
c4:  4 × 3fe199999999999a (0.55)
c5:  4 × 3fe51eb851eb851f (0.66)
c6:  4 × 3fe8a3d70a3d70a4 (0.77)
c7:  4 × 3fec28f5c28f5c29 (0.88)
c8:  4 × 3fefae147ae147ae (0.99)
c9:  4 × 3ff199999999999a (1.1)
