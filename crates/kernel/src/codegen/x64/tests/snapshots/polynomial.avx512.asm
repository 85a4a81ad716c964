; x => { const a = ((((0.11 * x - 0.22) * x + 0.33) * x - 0.44) * x + 0.55) * x - 0.66
; return (((a * x + 0.77) * x - 0.88) * x + 0.99) * x - 1.1 }
; [Memory(F64)] -> F64, strips of 64 items, 0 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    vbroadcastsd  zmm16, [c0]
    vbroadcastsd  zmm17, [c1]
    vbroadcastsd  zmm18, [c2]
    vbroadcastsd  zmm19, [c3]
    vbroadcastsd  zmm20, [c4]
    vbroadcastsd  zmm21, [c5]
    vbroadcastsd  zmm22, [c6]
    vbroadcastsd  zmm23, [c7]
    vbroadcastsd  zmm24, [c8]
    vbroadcastsd  zmm25, [c9]
L0:
    mov           rax, [r11]
    vmovupd       zmm0, [rax+rsi*8]
    mov           rax, [r11]
    vmovupd       zmm1, [rax+rsi*8+40h]
    mov           rax, [r11]
    vmovupd       zmm2, [rax+rsi*8+80h]
    mov           rax, [r11]
    vmovupd       zmm3, [rax+rsi*8+0C0h]
    mov           rax, [r11]
    vmovupd       zmm4, [rax+rsi*8+100h]
    mov           rax, [r11]
    vmovupd       zmm5, [rax+rsi*8+140h]
    mov           rax, [r11]
    vmovupd       zmm6, [rax+rsi*8+180h]
    mov           rax, [r11]
    vmovupd       zmm7, [rax+rsi*8+1C0h]
    vmulpd        zmm8, zmm16, zmm0
    vmulpd        zmm9, zmm16, zmm1
    vmulpd        zmm10, zmm16, zmm2
    vmulpd        zmm11, zmm16, zmm3
    vmulpd        zmm12, zmm16, zmm4
    vmulpd        zmm13, zmm16, zmm5
    vmulpd        zmm14, zmm16, zmm6
    vmulpd        zmm15, zmm16, zmm7
    vsubpd        zmm8, zmm8, zmm17
    vsubpd        zmm9, zmm9, zmm17
    vsubpd        zmm10, zmm10, zmm17
    vsubpd        zmm11, zmm11, zmm17
    vsubpd        zmm12, zmm12, zmm17
    vsubpd        zmm13, zmm13, zmm17
    vsubpd        zmm14, zmm14, zmm17
    vsubpd        zmm15, zmm15, zmm17
    vmulpd        zmm8, zmm8, zmm0
    vmulpd        zmm9, zmm9, zmm1
    vmulpd        zmm10, zmm10, zmm2
    vmulpd        zmm11, zmm11, zmm3
    vmulpd        zmm12, zmm12, zmm4
    vmulpd        zmm13, zmm13, zmm5
    vmulpd        zmm14, zmm14, zmm6
    vmulpd        zmm15, zmm15, zmm7
    vaddpd        zmm8, zmm8, zmm18
    vaddpd        zmm9, zmm9, zmm18
    vaddpd        zmm10, zmm10, zmm18
    vaddpd        zmm11, zmm11, zmm18
    vaddpd        zmm12, zmm12, zmm18
    vaddpd        zmm13, zmm13, zmm18
    vaddpd        zmm14, zmm14, zmm18
    vaddpd        zmm15, zmm15, zmm18
    vmulpd        zmm8, zmm8, zmm0
    vmulpd        zmm9, zmm9, zmm1
    vmulpd        zmm10, zmm10, zmm2
    vmulpd        zmm11, zmm11, zmm3
    vmulpd        zmm12, zmm12, zmm4
    vmulpd        zmm13, zmm13, zmm5
    vmulpd        zmm14, zmm14, zmm6
    vmulpd        zmm15, zmm15, zmm7
    vsubpd        zmm8, zmm8, zmm19
    vsubpd        zmm9, zmm9, zmm19
    vsubpd        zmm10, zmm10, zmm19
    vsubpd        zmm11, zmm11, zmm19
    vsubpd        zmm12, zmm12, zmm19
    vsubpd        zmm13, zmm13, zmm19
    vsubpd        zmm14, zmm14, zmm19
    vsubpd        zmm15, zmm15, zmm19
    vmulpd        zmm8, zmm8, zmm0
    vmulpd        zmm9, zmm9, zmm1
    vmulpd        zmm10, zmm10, zmm2
    vmulpd        zmm11, zmm11, zmm3
    vmulpd        zmm12, zmm12, zmm4
    vmulpd        zmm13, zmm13, zmm5
    vmulpd        zmm14, zmm14, zmm6
    vmulpd        zmm15, zmm15, zmm7
    vaddpd        zmm8, zmm8, zmm20
    vaddpd        zmm9, zmm9, zmm20
    vaddpd        zmm10, zmm10, zmm20
    vaddpd        zmm11, zmm11, zmm20
    vaddpd        zmm12, zmm12, zmm20
    vaddpd        zmm13, zmm13, zmm20
    vaddpd        zmm14, zmm14, zmm20
    vaddpd        zmm15, zmm15, zmm20
    vmulpd        zmm8, zmm8, zmm0
    vmulpd        zmm9, zmm9, zmm1
    vmulpd        zmm10, zmm10, zmm2
    vmulpd        zmm11, zmm11, zmm3
    vmulpd        zmm12, zmm12, zmm4
    vmulpd        zmm13, zmm13, zmm5
    vmulpd        zmm14, zmm14, zmm6
    vmulpd        zmm15, zmm15, zmm7
    vsubpd        zmm8, zmm8, zmm21
    vsubpd        zmm9, zmm9, zmm21
    vsubpd        zmm10, zmm10, zmm21
    vsubpd        zmm11, zmm11, zmm21
    vsubpd        zmm12, zmm12, zmm21
    vsubpd        zmm13, zmm13, zmm21
    vsubpd        zmm14, zmm14, zmm21
    vsubpd        zmm15, zmm15, zmm21
    vmulpd        zmm8, zmm8, zmm0
    vmulpd        zmm9, zmm9, zmm1
    vmulpd        zmm10, zmm10, zmm2
    vmulpd        zmm11, zmm11, zmm3
    vmulpd        zmm12, zmm12, zmm4
    vmulpd        zmm13, zmm13, zmm5
    vmulpd        zmm14, zmm14, zmm6
    vmulpd        zmm15, zmm15, zmm7
    vaddpd        zmm8, zmm8, zmm22
    vaddpd        zmm9, zmm9, zmm22
    vaddpd        zmm10, zmm10, zmm22
    vaddpd        zmm11, zmm11, zmm22
    vaddpd        zmm12, zmm12, zmm22
    vaddpd        zmm13, zmm13, zmm22
    vaddpd        zmm14, zmm14, zmm22
    vaddpd        zmm15, zmm15, zmm22
    vmulpd        zmm8, zmm8, zmm0
    vmulpd        zmm9, zmm9, zmm1
    vmulpd        zmm10, zmm10, zmm2
    vmulpd        zmm11, zmm11, zmm3
    vmulpd        zmm12, zmm12, zmm4
    vmulpd        zmm13, zmm13, zmm5
    vmulpd        zmm14, zmm14, zmm6
    vmulpd        zmm15, zmm15, zmm7
    vsubpd        zmm8, zmm8, zmm23
    vsubpd        zmm9, zmm9, zmm23
    vsubpd        zmm10, zmm10, zmm23
    vsubpd        zmm11, zmm11, zmm23
    vsubpd        zmm12, zmm12, zmm23
    vsubpd        zmm13, zmm13, zmm23
    vsubpd        zmm14, zmm14, zmm23
    vsubpd        zmm15, zmm15, zmm23
    vmulpd        zmm8, zmm8, zmm0
    vmulpd        zmm9, zmm9, zmm1
    vmulpd        zmm10, zmm10, zmm2
    vmulpd        zmm11, zmm11, zmm3
    vmulpd        zmm12, zmm12, zmm4
    vmulpd        zmm13, zmm13, zmm5
    vmulpd        zmm14, zmm14, zmm6
    vmulpd        zmm15, zmm15, zmm7
    vaddpd        zmm8, zmm8, zmm24
    vaddpd        zmm9, zmm9, zmm24
    vaddpd        zmm10, zmm10, zmm24
    vaddpd        zmm11, zmm11, zmm24
    vaddpd        zmm12, zmm12, zmm24
    vaddpd        zmm13, zmm13, zmm24
    vaddpd        zmm14, zmm14, zmm24
    vaddpd        zmm15, zmm15, zmm24
    vmulpd        zmm0, zmm8, zmm0
    vmulpd        zmm1, zmm9, zmm1
    vmulpd        zmm2, zmm10, zmm2
    vmulpd        zmm3, zmm11, zmm3
    vmulpd        zmm4, zmm12, zmm4
    vmulpd        zmm5, zmm13, zmm5
    vmulpd        zmm6, zmm14, zmm6
    vmulpd        zmm7, zmm15, zmm7
    vsubpd        zmm0, zmm0, zmm25
    vsubpd        zmm1, zmm1, zmm25
    vsubpd        zmm2, zmm2, zmm25
    vsubpd        zmm3, zmm3, zmm25
    vsubpd        zmm4, zmm4, zmm25
    vsubpd        zmm5, zmm5, zmm25
    vsubpd        zmm6, zmm6, zmm25
    vsubpd        zmm7, zmm7, zmm25
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
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+100h], zmm4
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+140h], zmm5
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+180h], zmm6
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+1C0h], zmm7
    add           rsi, 40h
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

c0:  1 × 3fbc28f5c28f5c29 (0.11)
c1:  1 × 3fcc28f5c28f5c29 (0.22)
c2:  1 × 3fd51eb851eb851f (0.33)
c3:  1 × 3fdc28f5c28f5c29 (0.44)
c4:  1 × 3fe199999999999a (0.55)
c5:  1 × 3fe51eb851eb851f (0.66)
c6:  1 × 3fe8a3d70a3d70a4 (0.77)
c7:  1 × 3fec28f5c28f5c29 (0.88)
c8:  1 × 3fefae147ae147ae (0.99)
c9:  1 × 3ff199999999999a (1.1)
