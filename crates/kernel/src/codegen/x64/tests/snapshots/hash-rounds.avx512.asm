; x => { let h = x | 0
; h = Math.imul(h ^ (h >>> 16), 0x85ebca6b); h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
; h = Math.imul(h ^ (h >>> 16), 0x27d4eb2f); h = Math.imul(h ^ (h >>> 15), 0x165667b1)
; h = Math.imul(h ^ (h >>> 14), 0x9e3779b1); return (h ^ (h >>> 16)) >>> 0 }
; [Memory(F64)] -> F64, strips of 64 items, 0 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    vpbroadcastd  ymm16, [c0]
    vpbroadcastd  ymm17, [c1]
    vpbroadcastd  ymm18, [c2]
    vpbroadcastd  ymm19, [c3]
    vpbroadcastd  ymm20, [c4]
    vpbroadcastd  ymm21, [c5]
    vpbroadcastd  ymm22, [c6]
    vpbroadcastd  ymm23, [c7]
    vpbroadcastd  ymm24, [c8]
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
    vcvttpd2dq    ymm8, zmm0
    vpcmpeqd      k6, ymm8, [c9]{1to8}
    vcvttpd2dq    ymm9, zmm1
    vpcmpeqd      k7, ymm9, [c9]{1to8}
    korb          k6, k6, k7
    vcvttpd2dq    ymm10, zmm2
    vpcmpeqd      k7, ymm10, [c9]{1to8}
    korb          k6, k6, k7
    vcvttpd2dq    ymm11, zmm3
    vpcmpeqd      k7, ymm11, [c9]{1to8}
    korb          k6, k6, k7
    vcvttpd2dq    ymm12, zmm4
    vpcmpeqd      k7, ymm12, [c9]{1to8}
    korb          k6, k6, k7
    vcvttpd2dq    ymm13, zmm5
    vpcmpeqd      k7, ymm13, [c9]{1to8}
    korb          k6, k6, k7
    vcvttpd2dq    ymm14, zmm6
    vpcmpeqd      k7, ymm14, [c9]{1to8}
    korb          k6, k6, k7
    vcvttpd2dq    ymm15, zmm7
    vpcmpeqd      k7, ymm15, [c9]{1to8}
    korb          k6, k6, k7
    kortestb      k6, k6
    je            L9
    vcvttpd2qq    zmm29, zmm0
    vpcmpeqq      k6, zmm29, [c10]{1to8}
    kortestb      k6, k6
    je            L1
    vmulpd        zmm28, zmm0, [c11]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c12]{1to8}
    vsubpd        zmm29, zmm0, zmm28
    vcvttpd2qq    zmm29, zmm29
L1:
    vpmovqd       ymm8, zmm29
    vcvttpd2qq    zmm29, zmm1
    vpcmpeqq      k6, zmm29, [c10]{1to8}
    kortestb      k6, k6
    je            L2
    vmulpd        zmm28, zmm1, [c11]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c12]{1to8}
    vsubpd        zmm29, zmm1, zmm28
    vcvttpd2qq    zmm29, zmm29
L2:
    vpmovqd       ymm9, zmm29
    vcvttpd2qq    zmm29, zmm2
    vpcmpeqq      k6, zmm29, [c10]{1to8}
    kortestb      k6, k6
    je            L3
    vmulpd        zmm28, zmm2, [c11]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c12]{1to8}
    vsubpd        zmm29, zmm2, zmm28
    vcvttpd2qq    zmm29, zmm29
L3:
    vpmovqd       ymm10, zmm29
    vcvttpd2qq    zmm29, zmm3
    vpcmpeqq      k6, zmm29, [c10]{1to8}
    kortestb      k6, k6
    je            L4
    vmulpd        zmm28, zmm3, [c11]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c12]{1to8}
    vsubpd        zmm29, zmm3, zmm28
    vcvttpd2qq    zmm29, zmm29
L4:
    vpmovqd       ymm11, zmm29
    vcvttpd2qq    zmm29, zmm4
    vpcmpeqq      k6, zmm29, [c10]{1to8}
    kortestb      k6, k6
    je            L5
    vmulpd        zmm28, zmm4, [c11]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c12]{1to8}
    vsubpd        zmm29, zmm4, zmm28
    vcvttpd2qq    zmm29, zmm29
L5:
    vpmovqd       ymm12, zmm29
    vcvttpd2qq    zmm29, zmm5
    vpcmpeqq      k6, zmm29, [c10]{1to8}
    kortestb      k6, k6
    je            L6
    vmulpd        zmm28, zmm5, [c11]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c12]{1to8}
    vsubpd        zmm29, zmm5, zmm28
    vcvttpd2qq    zmm29, zmm29
L6:
    vpmovqd       ymm13, zmm29
    vcvttpd2qq    zmm29, zmm6
    vpcmpeqq      k6, zmm29, [c10]{1to8}
    kortestb      k6, k6
    je            L7
    vmulpd        zmm28, zmm6, [c11]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c12]{1to8}
    vsubpd        zmm29, zmm6, zmm28
    vcvttpd2qq    zmm29, zmm29
L7:
    vpmovqd       ymm14, zmm29
    vcvttpd2qq    zmm29, zmm7
    vpcmpeqq      k6, zmm29, [c10]{1to8}
    kortestb      k6, k6
    je            L8
    vmulpd        zmm28, zmm7, [c11]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c12]{1to8}
    vsubpd        zmm29, zmm7, zmm28
    vcvttpd2qq    zmm29, zmm29
L8:
    vpmovqd       ymm15, zmm29
L9:
    vpsrld        ymm0, ymm8, 10h
    vpsrld        ymm1, ymm9, 10h
    vpsrld        ymm2, ymm10, 10h
    vpsrld        ymm3, ymm11, 10h
    vpsrld        ymm4, ymm12, 10h
    vpsrld        ymm5, ymm13, 10h
    vpsrld        ymm6, ymm14, 10h
    vpsrld        ymm7, ymm15, 10h
    vpxord        ymm8, ymm8, ymm0
    vpxord        ymm9, ymm9, ymm1
    vpxord        ymm10, ymm10, ymm2
    vpxord        ymm11, ymm11, ymm3
    vpxord        ymm12, ymm12, ymm4
    vpxord        ymm13, ymm13, ymm5
    vpxord        ymm14, ymm14, ymm6
    vpxord        ymm15, ymm15, ymm7
    vpmulld       ymm8, ymm8, ymm17
    vpmulld       ymm9, ymm9, ymm17
    vpmulld       ymm10, ymm10, ymm17
    vpmulld       ymm11, ymm11, ymm17
    vpmulld       ymm12, ymm12, ymm17
    vpmulld       ymm13, ymm13, ymm17
    vpmulld       ymm14, ymm14, ymm17
    vpmulld       ymm15, ymm15, ymm17
    vpsrld        ymm0, ymm8, 0Dh
    vpsrld        ymm1, ymm9, 0Dh
    vpsrld        ymm2, ymm10, 0Dh
    vpsrld        ymm3, ymm11, 0Dh
    vpsrld        ymm4, ymm12, 0Dh
    vpsrld        ymm5, ymm13, 0Dh
    vpsrld        ymm6, ymm14, 0Dh
    vpsrld        ymm7, ymm15, 0Dh
    vpxord        ymm8, ymm8, ymm0
    vpxord        ymm9, ymm9, ymm1
    vpxord        ymm10, ymm10, ymm2
    vpxord        ymm11, ymm11, ymm3
    vpxord        ymm12, ymm12, ymm4
    vpxord        ymm13, ymm13, ymm5
    vpxord        ymm14, ymm14, ymm6
    vpxord        ymm15, ymm15, ymm7
    vpmulld       ymm8, ymm8, ymm19
    vpmulld       ymm9, ymm9, ymm19
    vpmulld       ymm10, ymm10, ymm19
    vpmulld       ymm11, ymm11, ymm19
    vpmulld       ymm12, ymm12, ymm19
    vpmulld       ymm13, ymm13, ymm19
    vpmulld       ymm14, ymm14, ymm19
    vpmulld       ymm15, ymm15, ymm19
    vpsrld        ymm0, ymm8, 10h
    vpsrld        ymm1, ymm9, 10h
    vpsrld        ymm2, ymm10, 10h
    vpsrld        ymm3, ymm11, 10h
    vpsrld        ymm4, ymm12, 10h
    vpsrld        ymm5, ymm13, 10h
    vpsrld        ymm6, ymm14, 10h
    vpsrld        ymm7, ymm15, 10h
    vpxord        ymm8, ymm8, ymm0
    vpxord        ymm9, ymm9, ymm1
    vpxord        ymm10, ymm10, ymm2
    vpxord        ymm11, ymm11, ymm3
    vpxord        ymm12, ymm12, ymm4
    vpxord        ymm13, ymm13, ymm5
    vpxord        ymm14, ymm14, ymm6
    vpxord        ymm15, ymm15, ymm7
    vpmulld       ymm8, ymm8, ymm20
    vpmulld       ymm9, ymm9, ymm20
    vpmulld       ymm10, ymm10, ymm20
    vpmulld       ymm11, ymm11, ymm20
    vpmulld       ymm12, ymm12, ymm20
    vpmulld       ymm13, ymm13, ymm20
    vpmulld       ymm14, ymm14, ymm20
    vpmulld       ymm15, ymm15, ymm20
    vpsrld        ymm0, ymm8, 0Fh
    vpsrld        ymm1, ymm9, 0Fh
    vpsrld        ymm2, ymm10, 0Fh
    vpsrld        ymm3, ymm11, 0Fh
    vpsrld        ymm4, ymm12, 0Fh
    vpsrld        ymm5, ymm13, 0Fh
    vpsrld        ymm6, ymm14, 0Fh
    vpsrld        ymm7, ymm15, 0Fh
    vpxord        ymm8, ymm8, ymm0
    vpxord        ymm9, ymm9, ymm1
    vpxord        ymm10, ymm10, ymm2
    vpxord        ymm11, ymm11, ymm3
    vpxord        ymm12, ymm12, ymm4
    vpxord        ymm13, ymm13, ymm5
    vpxord        ymm14, ymm14, ymm6
    vpxord        ymm15, ymm15, ymm7
    vpmulld       ymm8, ymm8, ymm22
    vpmulld       ymm9, ymm9, ymm22
    vpmulld       ymm10, ymm10, ymm22
    vpmulld       ymm11, ymm11, ymm22
    vpmulld       ymm12, ymm12, ymm22
    vpmulld       ymm13, ymm13, ymm22
    vpmulld       ymm14, ymm14, ymm22
    vpmulld       ymm15, ymm15, ymm22
    vpsrld        ymm0, ymm8, 0Eh
    vpsrld        ymm1, ymm9, 0Eh
    vpsrld        ymm2, ymm10, 0Eh
    vpsrld        ymm3, ymm11, 0Eh
    vpsrld        ymm4, ymm12, 0Eh
    vpsrld        ymm5, ymm13, 0Eh
    vpsrld        ymm6, ymm14, 0Eh
    vpsrld        ymm7, ymm15, 0Eh
    vpxord        ymm8, ymm8, ymm0
    vpxord        ymm9, ymm9, ymm1
    vpxord        ymm10, ymm10, ymm2
    vpxord        ymm11, ymm11, ymm3
    vpxord        ymm12, ymm12, ymm4
    vpxord        ymm13, ymm13, ymm5
    vpxord        ymm14, ymm14, ymm6
    vpxord        ymm15, ymm15, ymm7
    vpmulld       ymm8, ymm8, ymm24
    vpmulld       ymm9, ymm9, ymm24
    vpmulld       ymm10, ymm10, ymm24
    vpmulld       ymm11, ymm11, ymm24
    vpmulld       ymm12, ymm12, ymm24
    vpmulld       ymm13, ymm13, ymm24
    vpmulld       ymm14, ymm14, ymm24
    vpmulld       ymm15, ymm15, ymm24
    vpsrld        ymm0, ymm8, 10h
    vpsrld        ymm1, ymm9, 10h
    vpsrld        ymm2, ymm10, 10h
    vpsrld        ymm3, ymm11, 10h
    vpsrld        ymm4, ymm12, 10h
    vpsrld        ymm5, ymm13, 10h
    vpsrld        ymm6, ymm14, 10h
    vpsrld        ymm7, ymm15, 10h
    vpxord        ymm8, ymm8, ymm0
    vpxord        ymm9, ymm9, ymm1
    vpxord        ymm10, ymm10, ymm2
    vpxord        ymm11, ymm11, ymm3
    vpxord        ymm12, ymm12, ymm4
    vpxord        ymm13, ymm13, ymm5
    vpxord        ymm14, ymm14, ymm6
    vpxord        ymm15, ymm15, ymm7
    vcvtudq2pd    zmm8, ymm8
    vcvtudq2pd    zmm9, ymm9
    vcvtudq2pd    zmm10, ymm10
    vcvtudq2pd    zmm11, ymm11
    vcvtudq2pd    zmm12, ymm12
    vcvtudq2pd    zmm13, ymm13
    vcvtudq2pd    zmm14, ymm14
    vcvtudq2pd    zmm15, ymm15
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8], zmm8
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+40h], zmm9
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+80h], zmm10
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+0C0h], zmm11
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+100h], zmm12
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+140h], zmm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+180h], zmm14
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+1C0h], zmm15
    add           rsi, 40h
    cmp           rsi, [rdi+end]
    jae           L10
    cmp           byte ptr [r8], 0
    jne           L11
    jmp           L0
L10:
    mov           [rdi+item], rsi
    mov           eax, 0
    vzeroupper
    ret
    mov           [rdi+item], rsi
    mov           eax, 2
    vzeroupper
    ret
L11:
    mov           [rdi+item], rsi
    mov           eax, 1
    vzeroupper
    ret

c0:  1 × 0000000000000010 (8e-323)
c1:  1 × 0000000085ebca6b (1.110077813e-314)
c2:  1 × 000000000000000d (6.4e-323)
c3:  1 × 00000000c2b2ae35 (1.6138604465e-314)
c4:  1 × 0000000027d4eb2f (3.30166909e-315)
c5:  1 × 000000000000000f (7.4e-323)
c6:  1 × 00000000165667b1 (1.851567297e-315)
c7:  1 × 000000000000000e (7e-323)
c8:  1 × 000000009e3779b1 (1.3114655186e-314)
c9:  1 × 8000000080000000 (-1.0609978955e-314)
c10:  1 × 8000000000000000 (-0.0)
c11:  1 × 3df0000000000000 (2.3283064365386963e-10)
c12:  1 × 41f0000000000000 (4294967296.0)
