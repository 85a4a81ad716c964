; x => { for (let i = 0; i < 50; i++) x = 3.7 * x * (1 - x); return x }
; [Memory(F64)] -> F64, strips of 64 items, 0 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    vbroadcastsd  zmm25, [c0]
    vbroadcastsd  zmm26, [c1]
    vbroadcastsd  zmm27, [c2]
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
    vbroadcastsd  zmm8, [c3]
    kxnorb        k6, k6, k6
    kmovb         k1, k6
    kortestb      k1, k1
    je            L2
L1:
    vmulpd        zmm9, zmm26, zmm0
    vmulpd        zmm10, zmm26, zmm1
    vmulpd        zmm11, zmm26, zmm2
    vmulpd        zmm12, zmm26, zmm3
    vmulpd        zmm13, zmm26, zmm4
    vmulpd        zmm14, zmm26, zmm5
    vmulpd        zmm15, zmm26, zmm6
    vmulpd        zmm16, zmm26, zmm7
    vsubpd        zmm17, zmm25, zmm0
    vsubpd        zmm18, zmm25, zmm1
    vsubpd        zmm19, zmm25, zmm2
    vsubpd        zmm20, zmm25, zmm3
    vsubpd        zmm21, zmm25, zmm4
    vsubpd        zmm22, zmm25, zmm5
    vsubpd        zmm23, zmm25, zmm6
    vsubpd        zmm24, zmm25, zmm7
    vmulpd        zmm0, zmm9, zmm17
    vmulpd        zmm1, zmm10, zmm18
    vmulpd        zmm2, zmm11, zmm19
    vmulpd        zmm3, zmm12, zmm20
    vmulpd        zmm4, zmm13, zmm21
    vmulpd        zmm5, zmm14, zmm22
    vmulpd        zmm6, zmm15, zmm23
    vmulpd        zmm7, zmm16, zmm24
    vaddpd        zmm8, zmm8, zmm25
    vcmplt_oqpd   k1, zmm8, zmm27
    kortestb      k1, k1
    je            L2
    cmp           byte ptr [r8], 0
    jne           L4
    jmp           L1
L2:
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

c0:  1 × 3ff0000000000000 (1.0)
c1:  1 × 400d99999999999a (3.7)
c2:  1 × 4049000000000000 (50.0)
c3:  1 × 0000000000000000 (0.0)
