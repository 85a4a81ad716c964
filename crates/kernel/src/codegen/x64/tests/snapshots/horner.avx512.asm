; x => (((((0.1 * x + 0.2) * x + 0.3) * x + 0.4) * x + 0.5) * x + 0.6) * x + k
; [Memory(F64)] -> F64, strips of 32 items, 1 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    mov           rdx, [rdi+end]
    vbroadcastsd  zmm8, [c0]
    vbroadcastsd  zmm9, [c1]
    vbroadcastsd  zmm10, [c2]
    vbroadcastsd  zmm11, [c3]
    vbroadcastsd  zmm12, [c4]
    vbroadcastsd  zmm13, [c5]
    vmovupd       zmm14, [r9]
L0:
    mov           rax, [r11]
    vmovupd       zmm0, [rax+rsi*8]
    mov           rax, [r11]
    vmovupd       zmm1, [rax+rsi*8+40h]
    mov           rax, [r11]
    vmovupd       zmm2, [rax+rsi*8+80h]
    mov           rax, [r11]
    vmovupd       zmm3, [rax+rsi*8+0C0h]
    vmulpd        zmm4, zmm8, zmm0
    vmulpd        zmm5, zmm8, zmm1
    vmulpd        zmm6, zmm8, zmm2
    vmulpd        zmm7, zmm8, zmm3
    vaddpd        zmm4, zmm4, zmm9
    vaddpd        zmm5, zmm5, zmm9
    vaddpd        zmm6, zmm6, zmm9
    vaddpd        zmm7, zmm7, zmm9
    vmulpd        zmm4, zmm4, zmm0
    vmulpd        zmm5, zmm5, zmm1
    vmulpd        zmm6, zmm6, zmm2
    vmulpd        zmm7, zmm7, zmm3
    vaddpd        zmm4, zmm4, zmm10
    vaddpd        zmm5, zmm5, zmm10
    vaddpd        zmm6, zmm6, zmm10
    vaddpd        zmm7, zmm7, zmm10
    vmulpd        zmm4, zmm4, zmm0
    vmulpd        zmm5, zmm5, zmm1
    vmulpd        zmm6, zmm6, zmm2
    vmulpd        zmm7, zmm7, zmm3
    vaddpd        zmm4, zmm4, zmm11
    vaddpd        zmm5, zmm5, zmm11
    vaddpd        zmm6, zmm6, zmm11
    vaddpd        zmm7, zmm7, zmm11
    vmulpd        zmm4, zmm4, zmm0
    vmulpd        zmm5, zmm5, zmm1
    vmulpd        zmm6, zmm6, zmm2
    vmulpd        zmm7, zmm7, zmm3
    vaddpd        zmm4, zmm4, zmm12
    vaddpd        zmm5, zmm5, zmm12
    vaddpd        zmm6, zmm6, zmm12
    vaddpd        zmm7, zmm7, zmm12
    vmulpd        zmm4, zmm4, zmm0
    vmulpd        zmm5, zmm5, zmm1
    vmulpd        zmm6, zmm6, zmm2
    vmulpd        zmm7, zmm7, zmm3
    vaddpd        zmm4, zmm4, zmm13
    vaddpd        zmm5, zmm5, zmm13
    vaddpd        zmm6, zmm6, zmm13
    vaddpd        zmm7, zmm7, zmm13
    vmulpd        zmm0, zmm4, zmm0
    vmulpd        zmm1, zmm5, zmm1
    vmulpd        zmm2, zmm6, zmm2
    vmulpd        zmm3, zmm7, zmm3
    vaddpd        zmm0, zmm0, zmm14
    vaddpd        zmm1, zmm1, zmm14
    vaddpd        zmm2, zmm2, zmm14
    vaddpd        zmm3, zmm3, zmm14
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8], zmm0
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+40h], zmm1
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+80h], zmm2
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+0C0h], zmm3
    add           rsi, 20h
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

c0:  1 × 3fb999999999999a (0.1)
c1:  1 × 3fc999999999999a (0.2)
c2:  1 × 3fd3333333333333 (0.3)
c3:  1 × 3fd999999999999a (0.4)
c4:  1 × 3fe0000000000000 (0.5)
c5:  1 × 3fe3333333333333 (0.6)
