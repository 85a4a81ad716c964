; x => { let h = x | 0; h = Math.imul(h ^ h >>> 16, 73244475); return (h ^ h >>> 16) >>> 0 }
; [Memory(I32)] -> U32, strips of 64 items, 0 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    vpbroadcastd  ymm16, [c0]
    vpbroadcastd  ymm17, [c1]
L0:
    mov           rax, [r11]
    vcvtdq2pd     zmm0, [rax+rsi*4]
    mov           rax, [r11]
    vcvtdq2pd     zmm1, [rax+rsi*4+20h]
    mov           rax, [r11]
    vcvtdq2pd     zmm2, [rax+rsi*4+40h]
    mov           rax, [r11]
    vcvtdq2pd     zmm3, [rax+rsi*4+60h]
    mov           rax, [r11]
    vcvtdq2pd     zmm4, [rax+rsi*4+80h]
    mov           rax, [r11]
    vcvtdq2pd     zmm5, [rax+rsi*4+0A0h]
    mov           rax, [r11]
    vcvtdq2pd     zmm6, [rax+rsi*4+0C0h]
    mov           rax, [r11]
    vcvtdq2pd     zmm7, [rax+rsi*4+0E0h]
    vcvttpd2dq    ymm8, zmm0
    vpcmpeqd      k6, ymm8, [c2]{1to8}
    vcvttpd2dq    ymm9, zmm1
    vpcmpeqd      k7, ymm9, [c2]{1to8}
    korb          k6, k6, k7
    vcvttpd2dq    ymm10, zmm2
    vpcmpeqd      k7, ymm10, [c2]{1to8}
    korb          k6, k6, k7
    vcvttpd2dq    ymm11, zmm3
    vpcmpeqd      k7, ymm11, [c2]{1to8}
    korb          k6, k6, k7
    vcvttpd2dq    ymm12, zmm4
    vpcmpeqd      k7, ymm12, [c2]{1to8}
    korb          k6, k6, k7
    vcvttpd2dq    ymm13, zmm5
    vpcmpeqd      k7, ymm13, [c2]{1to8}
    korb          k6, k6, k7
    vcvttpd2dq    ymm14, zmm6
    vpcmpeqd      k7, ymm14, [c2]{1to8}
    korb          k6, k6, k7
    vcvttpd2dq    ymm15, zmm7
    vpcmpeqd      k7, ymm15, [c2]{1to8}
    korb          k6, k6, k7
    kortestb      k6, k6
    je            L9
    vcvttpd2qq    zmm29, zmm0
    vpcmpeqq      k6, zmm29, [c3]{1to8}
    kortestb      k6, k6
    je            L1
    vmulpd        zmm28, zmm0, [c4]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c5]{1to8}
    vsubpd        zmm29, zmm0, zmm28
    vcvttpd2qq    zmm29, zmm29
L1:
    vpmovqd       ymm8, zmm29
    vcvttpd2qq    zmm29, zmm1
    vpcmpeqq      k6, zmm29, [c3]{1to8}
    kortestb      k6, k6
    je            L2
    vmulpd        zmm28, zmm1, [c4]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c5]{1to8}
    vsubpd        zmm29, zmm1, zmm28
    vcvttpd2qq    zmm29, zmm29
L2:
    vpmovqd       ymm9, zmm29
    vcvttpd2qq    zmm29, zmm2
    vpcmpeqq      k6, zmm29, [c3]{1to8}
    kortestb      k6, k6
    je            L3
    vmulpd        zmm28, zmm2, [c4]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c5]{1to8}
    vsubpd        zmm29, zmm2, zmm28
    vcvttpd2qq    zmm29, zmm29
L3:
    vpmovqd       ymm10, zmm29
    vcvttpd2qq    zmm29, zmm3
    vpcmpeqq      k6, zmm29, [c3]{1to8}
    kortestb      k6, k6
    je            L4
    vmulpd        zmm28, zmm3, [c4]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c5]{1to8}
    vsubpd        zmm29, zmm3, zmm28
    vcvttpd2qq    zmm29, zmm29
L4:
    vpmovqd       ymm11, zmm29
    vcvttpd2qq    zmm29, zmm4
    vpcmpeqq      k6, zmm29, [c3]{1to8}
    kortestb      k6, k6
    je            L5
    vmulpd        zmm28, zmm4, [c4]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c5]{1to8}
    vsubpd        zmm29, zmm4, zmm28
    vcvttpd2qq    zmm29, zmm29
L5:
    vpmovqd       ymm12, zmm29
    vcvttpd2qq    zmm29, zmm5
    vpcmpeqq      k6, zmm29, [c3]{1to8}
    kortestb      k6, k6
    je            L6
    vmulpd        zmm28, zmm5, [c4]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c5]{1to8}
    vsubpd        zmm29, zmm5, zmm28
    vcvttpd2qq    zmm29, zmm29
L6:
    vpmovqd       ymm13, zmm29
    vcvttpd2qq    zmm29, zmm6
    vpcmpeqq      k6, zmm29, [c3]{1to8}
    kortestb      k6, k6
    je            L7
    vmulpd        zmm28, zmm6, [c4]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c5]{1to8}
    vsubpd        zmm29, zmm6, zmm28
    vcvttpd2qq    zmm29, zmm29
L7:
    vpmovqd       ymm14, zmm29
    vcvttpd2qq    zmm29, zmm7
    vpcmpeqq      k6, zmm29, [c3]{1to8}
    kortestb      k6, k6
    je            L8
    vmulpd        zmm28, zmm7, [c4]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c5]{1to8}
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
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovdqu32     [rax+rsi*4], ymm8
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovdqu32     [rax+rsi*4+20h], ymm9
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovdqu32     [rax+rsi*4+40h], ymm10
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovdqu32     [rax+rsi*4+60h], ymm11
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovdqu32     [rax+rsi*4+80h], ymm12
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovdqu32     [rax+rsi*4+0A0h], ymm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovdqu32     [rax+rsi*4+0C0h], ymm14
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovdqu32     [rax+rsi*4+0E0h], ymm15
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
c1:  1 × 00000000045d9f3b (3.6187579e-316)
c2:  1 × 8000000080000000 (-1.0609978955e-314)
c3:  1 × 8000000000000000 (-0.0)
c4:  1 × 3df0000000000000 (2.3283064365386963e-10)
c5:  1 × 41f0000000000000 (4294967296.0)
