; x => x * k + 16
; [Memory(U8)] -> U8Clamped, strips of 32 items, 1 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    vmovupd       ymm8, [r9]
    vmovupd       ymm9, [c0]
L0:
    mov           rax, [r11]
    vpmovzxbd     xmm13, [rax+rsi]
    vcvtdq2pd     ymm0, xmm13
    mov           rax, [r11]
    vpmovzxbd     xmm13, [rax+rsi+4]
    vcvtdq2pd     ymm1, xmm13
    mov           rax, [r11]
    vpmovzxbd     xmm13, [rax+rsi+8]
    vcvtdq2pd     ymm2, xmm13
    mov           rax, [r11]
    vpmovzxbd     xmm13, [rax+rsi+0Ch]
    vcvtdq2pd     ymm3, xmm13
    mov           rax, [r11]
    vpmovzxbd     xmm13, [rax+rsi+10h]
    vcvtdq2pd     ymm4, xmm13
    mov           rax, [r11]
    vpmovzxbd     xmm13, [rax+rsi+14h]
    vcvtdq2pd     ymm5, xmm13
    mov           rax, [r11]
    vpmovzxbd     xmm13, [rax+rsi+18h]
    vcvtdq2pd     ymm6, xmm13
    mov           rax, [r11]
    vpmovzxbd     xmm13, [rax+rsi+1Ch]
    vcvtdq2pd     ymm7, xmm13
    vmulpd        ymm0, ymm0, ymm8
    vmulpd        ymm1, ymm1, ymm8
    vmulpd        ymm2, ymm2, ymm8
    vmulpd        ymm3, ymm3, ymm8
    vmulpd        ymm4, ymm4, ymm8
    vmulpd        ymm5, ymm5, ymm8
    vmulpd        ymm6, ymm6, ymm8
    vmulpd        ymm7, ymm7, ymm8
    vaddpd        ymm0, ymm0, ymm9
    vaddpd        ymm1, ymm1, ymm9
    vaddpd        ymm2, ymm2, ymm9
    vaddpd        ymm3, ymm3, ymm9
    vaddpd        ymm4, ymm4, ymm9
    vaddpd        ymm5, ymm5, ymm9
    vaddpd        ymm6, ymm6, ymm9
    vaddpd        ymm7, ymm7, ymm9
    vxorpd        ymm12, ymm12, ymm12
    vmaxpd        ymm13, ymm0, ymm12
    vminpd        ymm13, ymm13, [c1]
    vaddpd        ymm0, ymm13, [c2]
    vxorpd        ymm12, ymm12, ymm12
    vmaxpd        ymm13, ymm1, ymm12
    vminpd        ymm13, ymm13, [c1]
    vaddpd        ymm1, ymm13, [c2]
    vxorpd        ymm12, ymm12, ymm12
    vmaxpd        ymm13, ymm2, ymm12
    vminpd        ymm13, ymm13, [c1]
    vaddpd        ymm2, ymm13, [c2]
    vxorpd        ymm12, ymm12, ymm12
    vmaxpd        ymm13, ymm3, ymm12
    vminpd        ymm13, ymm13, [c1]
    vaddpd        ymm3, ymm13, [c2]
    vxorpd        ymm12, ymm12, ymm12
    vmaxpd        ymm13, ymm4, ymm12
    vminpd        ymm13, ymm13, [c1]
    vaddpd        ymm4, ymm13, [c2]
    vxorpd        ymm12, ymm12, ymm12
    vmaxpd        ymm13, ymm5, ymm12
    vminpd        ymm13, ymm13, [c1]
    vaddpd        ymm5, ymm13, [c2]
    vxorpd        ymm12, ymm12, ymm12
    vmaxpd        ymm13, ymm6, ymm12
    vminpd        ymm13, ymm13, [c1]
    vaddpd        ymm6, ymm13, [c2]
    vxorpd        ymm12, ymm12, ymm12
    vmaxpd        ymm13, ymm7, ymm12
    vminpd        ymm13, ymm13, [c1]
    vaddpd        ymm7, ymm13, [c2]
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vextractf128  xmm12, ymm0, 1
    vshufps       xmm13, xmm0, xmm12, 88h
    vpshufb       xmm13, xmm13, [c3]
    vmovd         [rax+rsi], xmm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vextractf128  xmm12, ymm1, 1
    vshufps       xmm13, xmm1, xmm12, 88h
    vpshufb       xmm13, xmm13, [c3]
    vmovd         [rax+rsi+4], xmm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vextractf128  xmm12, ymm2, 1
    vshufps       xmm13, xmm2, xmm12, 88h
    vpshufb       xmm13, xmm13, [c3]
    vmovd         [rax+rsi+8], xmm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vextractf128  xmm12, ymm3, 1
    vshufps       xmm13, xmm3, xmm12, 88h
    vpshufb       xmm13, xmm13, [c3]
    vmovd         [rax+rsi+0Ch], xmm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vextractf128  xmm12, ymm4, 1
    vshufps       xmm13, xmm4, xmm12, 88h
    vpshufb       xmm13, xmm13, [c3]
    vmovd         [rax+rsi+10h], xmm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vextractf128  xmm12, ymm5, 1
    vshufps       xmm13, xmm5, xmm12, 88h
    vpshufb       xmm13, xmm13, [c3]
    vmovd         [rax+rsi+14h], xmm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vextractf128  xmm12, ymm6, 1
    vshufps       xmm13, xmm6, xmm12, 88h
    vpshufb       xmm13, xmm13, [c3]
    vmovd         [rax+rsi+18h], xmm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vextractf128  xmm12, ymm7, 1
    vshufps       xmm13, xmm7, xmm12, 88h
    vpshufb       xmm13, xmm13, [c3]
    vmovd         [rax+rsi+1Ch], xmm13
    add           rsi, 20h
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

c0:  4 × 4030000000000000 (16.0)
c1:  4 × 406fe00000000000 (255.0)
c2:  4 × 4338000000000000 (6755399441055744.0)
c3:  2 × 808080800c080400 (-2.9374452886718545e-306)
