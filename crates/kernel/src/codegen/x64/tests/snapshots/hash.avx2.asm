; x => { let h = x | 0; h = Math.imul(h ^ h >>> 16, 73244475); return (h ^ h >>> 16) >>> 0 }
; [Memory(I32)] -> U32, strips of 24 items, 0 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
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
    vaddpd        ymm6, ymm13, [c4]
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
    vaddpd        ymm7, ymm13, [c4]
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
    vaddpd        ymm8, ymm13, [c4]
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
    vaddpd        ymm9, ymm13, [c4]
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
    vaddpd        ymm10, ymm13, [c4]
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
    vaddpd        ymm11, ymm13, [c4]
    vpsrld        ymm0, ymm6, 10h
    vpsrld        ymm1, ymm7, 10h
    vpsrld        ymm2, ymm8, 10h
    vpsrld        ymm3, ymm9, 10h
    vpsrld        ymm4, ymm10, 10h
    vpsrld        ymm5, ymm11, 10h
    vpxor         ymm6, ymm6, ymm0
    vpxor         ymm7, ymm7, ymm1
    vpxor         ymm8, ymm8, ymm2
    vpxor         ymm9, ymm9, ymm3
    vpxor         ymm10, ymm10, ymm4
    vpxor         ymm11, ymm11, ymm5
    vpmuludq      ymm6, ymm6, [c5]
    vpmuludq      ymm7, ymm7, [c5]
    vpmuludq      ymm8, ymm8, [c5]
    vpmuludq      ymm9, ymm9, [c5]
    vpmuludq      ymm10, ymm10, [c5]
    vpmuludq      ymm11, ymm11, [c5]
    vpsrld        ymm0, ymm6, 10h
    vpsrld        ymm1, ymm7, 10h
    vpsrld        ymm2, ymm8, 10h
    vpsrld        ymm3, ymm9, 10h
    vpsrld        ymm4, ymm10, 10h
    vpsrld        ymm5, ymm11, 10h
    vpxor         ymm6, ymm6, ymm0
    vpxor         ymm7, ymm7, ymm1
    vpxor         ymm8, ymm8, ymm2
    vpxor         ymm9, ymm9, ymm3
    vpxor         ymm10, ymm10, ymm4
    vpxor         ymm11, ymm11, ymm5
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vextractf128  xmm12, ymm6, 1
    vshufps       xmm13, xmm6, xmm12, 88h
    vmovdqu       [rax+rsi*4], xmm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vextractf128  xmm12, ymm7, 1
    vshufps       xmm13, xmm7, xmm12, 88h
    vmovdqu       [rax+rsi*4+10h], xmm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vextractf128  xmm12, ymm8, 1
    vshufps       xmm13, xmm8, xmm12, 88h
    vmovdqu       [rax+rsi*4+20h], xmm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vextractf128  xmm12, ymm9, 1
    vshufps       xmm13, xmm9, xmm12, 88h
    vmovdqu       [rax+rsi*4+30h], xmm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vextractf128  xmm12, ymm10, 1
    vshufps       xmm13, xmm10, xmm12, 88h
    vmovdqu       [rax+rsi*4+40h], xmm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vextractf128  xmm12, ymm11, 1
    vshufps       xmm13, xmm11, xmm12, 88h
    vmovdqu       [rax+rsi*4+50h], xmm13
    add           rsi, 18h
    cmp           rsi, [rdi+end]
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
c5:  4 × 00000000045d9f3b (3.6187579e-316)
