; x => { let h = x | 0
; h = Math.imul(h ^ (h >>> 16), 0x85ebca6b); h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
; h = Math.imul(h ^ (h >>> 16), 0x27d4eb2f); h = Math.imul(h ^ (h >>> 15), 0x165667b1)
; h = Math.imul(h ^ (h >>> 14), 0x9e3779b1); return (h ^ (h >>> 16)) >>> 0 }
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
    vpsrld        ymm0, ymm6, 0Dh
    vpsrld        ymm1, ymm7, 0Dh
    vpsrld        ymm2, ymm8, 0Dh
    vpsrld        ymm3, ymm9, 0Dh
    vpsrld        ymm4, ymm10, 0Dh
    vpsrld        ymm5, ymm11, 0Dh
    vpxor         ymm6, ymm6, ymm0
    vpxor         ymm7, ymm7, ymm1
    vpxor         ymm8, ymm8, ymm2
    vpxor         ymm9, ymm9, ymm3
    vpxor         ymm10, ymm10, ymm4
    vpxor         ymm11, ymm11, ymm5
    vpmuludq      ymm6, ymm6, [c6]
    vpmuludq      ymm7, ymm7, [c6]
    vpmuludq      ymm8, ymm8, [c6]
    vpmuludq      ymm9, ymm9, [c6]
    vpmuludq      ymm10, ymm10, [c6]
    vpmuludq      ymm11, ymm11, [c6]
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
    vpmuludq      ymm6, ymm6, [c7]
    vpmuludq      ymm7, ymm7, [c7]
    vpmuludq      ymm8, ymm8, [c7]
    vpmuludq      ymm9, ymm9, [c7]
    vpmuludq      ymm10, ymm10, [c7]
    vpmuludq      ymm11, ymm11, [c7]
    vpsrld        ymm0, ymm6, 0Fh
    vpsrld        ymm1, ymm7, 0Fh
    vpsrld        ymm2, ymm8, 0Fh
    vpsrld        ymm3, ymm9, 0Fh
    vpsrld        ymm4, ymm10, 0Fh
    vpsrld        ymm5, ymm11, 0Fh
    vpxor         ymm6, ymm6, ymm0
    vpxor         ymm7, ymm7, ymm1
    vpxor         ymm8, ymm8, ymm2
    vpxor         ymm9, ymm9, ymm3
    vpxor         ymm10, ymm10, ymm4
    vpxor         ymm11, ymm11, ymm5
    vpmuludq      ymm6, ymm6, [c8]
    vpmuludq      ymm7, ymm7, [c8]
    vpmuludq      ymm8, ymm8, [c8]
    vpmuludq      ymm9, ymm9, [c8]
    vpmuludq      ymm10, ymm10, [c8]
    vpmuludq      ymm11, ymm11, [c8]
    vpsrld        ymm0, ymm6, 0Eh
    vpsrld        ymm1, ymm7, 0Eh
    vpsrld        ymm2, ymm8, 0Eh
    vpsrld        ymm3, ymm9, 0Eh
    vpsrld        ymm4, ymm10, 0Eh
    vpsrld        ymm5, ymm11, 0Eh
    vpxor         ymm6, ymm6, ymm0
    vpxor         ymm7, ymm7, ymm1
    vpxor         ymm8, ymm8, ymm2
    vpxor         ymm9, ymm9, ymm3
    vpxor         ymm10, ymm10, ymm4
    vpxor         ymm11, ymm11, ymm5
    vpmuludq      ymm6, ymm6, [c9]
    vpmuludq      ymm7, ymm7, [c9]
    vpmuludq      ymm8, ymm8, [c9]
    vpmuludq      ymm9, ymm9, [c9]
    vpmuludq      ymm10, ymm10, [c9]
    vpmuludq      ymm11, ymm11, [c9]
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
    vandpd        ymm13, ymm6, [c10]
    vxorpd        ymm13, ymm13, [c11]
    vsubpd        ymm6, ymm13, [c11]
    vandpd        ymm13, ymm7, [c10]
    vxorpd        ymm13, ymm13, [c11]
    vsubpd        ymm7, ymm13, [c11]
    vandpd        ymm13, ymm8, [c10]
    vxorpd        ymm13, ymm13, [c11]
    vsubpd        ymm8, ymm13, [c11]
    vandpd        ymm13, ymm9, [c10]
    vxorpd        ymm13, ymm13, [c11]
    vsubpd        ymm9, ymm13, [c11]
    vandpd        ymm13, ymm10, [c10]
    vxorpd        ymm13, ymm13, [c11]
    vsubpd        ymm10, ymm13, [c11]
    vandpd        ymm13, ymm11, [c10]
    vxorpd        ymm13, ymm13, [c11]
    vsubpd        ymm11, ymm13, [c11]
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8], ymm6
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+20h], ymm7
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+40h], ymm8
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+60h], ymm9
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+80h], ymm10
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+0A0h], ymm11
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
c5:  4 × 0000000085ebca6b (1.110077813e-314)
c6:  4 × 00000000c2b2ae35 (1.6138604465e-314)
c7:  4 × 0000000027d4eb2f (3.30166909e-315)
c8:  4 × 00000000165667b1 (1.851567297e-315)
c9:  4 × 000000009e3779b1 (1.3114655186e-314)
c10:  4 × 00000000ffffffff (2.1219957905e-314)
c11:  4 × 4330000000000000 (4503599627370496.0)
