; x => { let h = x | 0; h = Math.imul(h ^ h >>> 16, 73244475); return (h ^ h >>> 16) >>> 0 }
; [Memory(I32)] -> U32, strips of 24 items, 0 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    mov           rdx, [rdi+end]
L0:
    mov           rax, [r11]
    vcvtdq2pd     ymm0, [rax+rsi*4]
    mov           rax, [r11]
    vcvtdq2pd     ymm1, [rax+rsi*4+10h]
    mov           rax, [r11]
    vcvtdq2pd     ymm2, [rax+rsi*4+20h]
    mov           rax, [r11]
    vcvtdq2pd     ymm3, [rax+rsi*4+30h]
    mov           rax, [r11]
    vcvtdq2pd     ymm4, [rax+rsi*4+40h]
    mov           rax, [r11]
    vcvtdq2pd     ymm5, [rax+rsi*4+50h]
    vandpd        ymm12, ymm0, [c0]
    vcmplt_oqpd   ymm12, ymm12, [c1]
    vmovapd       ymm13, ymm0
    vmovmskpd     eax, ymm12
    cmp           eax, 0Fh
    je            L1
    vmulpd        ymm12, ymm0, [c2]
    vroundpd      ymm12, ymm12, 0Bh
    vmulpd        ymm12, ymm12, [c3]
    vsubpd        ymm13, ymm0, ymm12
    vcmpeqpd      ymm12, ymm13, ymm13
    vandpd        ymm13, ymm13, ymm12
L1:
    vroundpd      ymm13, ymm13, 0Bh
    vaddpd        ymm0, ymm13, [c4]
    vandpd        ymm12, ymm1, [c0]
    vcmplt_oqpd   ymm12, ymm12, [c1]
    vmovapd       ymm13, ymm1
    vmovmskpd     eax, ymm12
    cmp           eax, 0Fh
    je            L2
    vmulpd        ymm12, ymm1, [c2]
    vroundpd      ymm12, ymm12, 0Bh
    vmulpd        ymm12, ymm12, [c3]
    vsubpd        ymm13, ymm1, ymm12
    vcmpeqpd      ymm12, ymm13, ymm13
    vandpd        ymm13, ymm13, ymm12
L2:
    vroundpd      ymm13, ymm13, 0Bh
    vaddpd        ymm1, ymm13, [c4]
    vandpd        ymm12, ymm2, [c0]
    vcmplt_oqpd   ymm12, ymm12, [c1]
    vmovapd       ymm13, ymm2
    vmovmskpd     eax, ymm12
    cmp           eax, 0Fh
    je            L3
    vmulpd        ymm12, ymm2, [c2]
    vroundpd      ymm12, ymm12, 0Bh
    vmulpd        ymm12, ymm12, [c3]
    vsubpd        ymm13, ymm2, ymm12
    vcmpeqpd      ymm12, ymm13, ymm13
    vandpd        ymm13, ymm13, ymm12
L3:
    vroundpd      ymm13, ymm13, 0Bh
    vaddpd        ymm2, ymm13, [c4]
    vandpd        ymm12, ymm3, [c0]
    vcmplt_oqpd   ymm12, ymm12, [c1]
    vmovapd       ymm13, ymm3
    vmovmskpd     eax, ymm12
    cmp           eax, 0Fh
    je            L4
    vmulpd        ymm12, ymm3, [c2]
    vroundpd      ymm12, ymm12, 0Bh
    vmulpd        ymm12, ymm12, [c3]
    vsubpd        ymm13, ymm3, ymm12
    vcmpeqpd      ymm12, ymm13, ymm13
    vandpd        ymm13, ymm13, ymm12
L4:
    vroundpd      ymm13, ymm13, 0Bh
    vaddpd        ymm3, ymm13, [c4]
    vandpd        ymm12, ymm4, [c0]
    vcmplt_oqpd   ymm12, ymm12, [c1]
    vmovapd       ymm13, ymm4
    vmovmskpd     eax, ymm12
    cmp           eax, 0Fh
    je            L5
    vmulpd        ymm12, ymm4, [c2]
    vroundpd      ymm12, ymm12, 0Bh
    vmulpd        ymm12, ymm12, [c3]
    vsubpd        ymm13, ymm4, ymm12
    vcmpeqpd      ymm12, ymm13, ymm13
    vandpd        ymm13, ymm13, ymm12
L5:
    vroundpd      ymm13, ymm13, 0Bh
    vaddpd        ymm4, ymm13, [c4]
    vandpd        ymm12, ymm5, [c0]
    vcmplt_oqpd   ymm12, ymm12, [c1]
    vmovapd       ymm13, ymm5
    vmovmskpd     eax, ymm12
    cmp           eax, 0Fh
    je            L6
    vmulpd        ymm12, ymm5, [c2]
    vroundpd      ymm12, ymm12, 0Bh
    vmulpd        ymm12, ymm12, [c3]
    vsubpd        ymm13, ymm5, ymm12
    vcmpeqpd      ymm12, ymm13, ymm13
    vandpd        ymm13, ymm13, ymm12
L6:
    vroundpd      ymm13, ymm13, 0Bh
    vaddpd        ymm5, ymm13, [c4]
    vpsrlvd       ymm6, ymm0, [c5]
    vpsrlvd       ymm7, ymm1, [c5]
    vpsrlvd       ymm8, ymm2, [c5]
    vpsrlvd       ymm9, ymm3, [c5]
    vpsrlvd       ymm10, ymm4, [c5]
    vpsrlvd       ymm11, ymm5, [c5]
    vpxor         ymm0, ymm0, ymm6
    vpxor         ymm1, ymm1, ymm7
    vpxor         ymm2, ymm2, ymm8
    vpxor         ymm3, ymm3, ymm9
    vpxor         ymm4, ymm4, ymm10
    vpxor         ymm5, ymm5, ymm11
    vpmuludq      ymm0, ymm0, [c6]
    vpmuludq      ymm1, ymm1, [c6]
    vpmuludq      ymm2, ymm2, [c6]
    vpmuludq      ymm3, ymm3, [c6]
    vpmuludq      ymm4, ymm4, [c6]
    vpmuludq      ymm5, ymm5, [c6]
    vpsrlvd       ymm6, ymm0, [c5]
    vpsrlvd       ymm7, ymm1, [c5]
    vpsrlvd       ymm8, ymm2, [c5]
    vpsrlvd       ymm9, ymm3, [c5]
    vpsrlvd       ymm10, ymm4, [c5]
    vpsrlvd       ymm11, ymm5, [c5]
    vpxor         ymm0, ymm0, ymm6
    vpxor         ymm1, ymm1, ymm7
    vpxor         ymm2, ymm2, ymm8
    vpxor         ymm3, ymm3, ymm9
    vpxor         ymm4, ymm4, ymm10
    vpxor         ymm5, ymm5, ymm11
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vextractf128  xmm12, ymm0, 1
    vshufps       xmm13, xmm0, xmm12, 88h
    vmovdqu       [rax+rsi*4], xmm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vextractf128  xmm12, ymm1, 1
    vshufps       xmm13, xmm1, xmm12, 88h
    vmovdqu       [rax+rsi*4+10h], xmm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vextractf128  xmm12, ymm2, 1
    vshufps       xmm13, xmm2, xmm12, 88h
    vmovdqu       [rax+rsi*4+20h], xmm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vextractf128  xmm12, ymm3, 1
    vshufps       xmm13, xmm3, xmm12, 88h
    vmovdqu       [rax+rsi*4+30h], xmm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vextractf128  xmm12, ymm4, 1
    vshufps       xmm13, xmm4, xmm12, 88h
    vmovdqu       [rax+rsi*4+40h], xmm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vextractf128  xmm12, ymm5, 1
    vshufps       xmm13, xmm5, xmm12, 88h
    vmovdqu       [rax+rsi*4+50h], xmm13
    add           rsi, 18h
    cmp           rsi, rdx
    jae           L7
    cmp           byte ptr [r8], 0
    jne           L8
    jmp           L0
L7:
    mov           [rdi+item], rsi
    mov           eax, 0
    vzeroupper
    ret
    mov           [rdi+item], rsi
    mov           eax, 2
    vzeroupper
    ret
L8:
    mov           [rdi+item], rsi
    mov           eax, 1
    vzeroupper
    ret

c0:  4 × 7fffffffffffffff (NaN)
c1:  4 × 4320000000000000 (2251799813685248.0)
c2:  4 × 3df0000000000000 (2.3283064365386963e-10)
c3:  4 × 41f0000000000000 (4294967296.0)
c4:  4 × 4338000000000000 (6755399441055744.0)
c5:  4 × 0000001000000010 (3.39519326633e-313)
c6:  4 × 00000000045d9f3b (3.6187579e-316)
