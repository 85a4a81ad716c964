; x => { let h = x | 0; h = Math.imul(h ^ h >>> 16, 73244475); return (h ^ h >>> 16) >>> 0 }
; [Memory(I32)] -> U32, strips of 64 items, 0 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    mov           rdx, [rdi+end]
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
    vcvttpd2qq    zmm29, zmm0
    vpcmpeqq      k6, zmm29, [c2]{1to8}
    kortestb      k6, k6
    je            L1
    vmulpd        zmm28, zmm0, [c3]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c4]{1to8}
    vsubpd        zmm29, zmm0, zmm28
    vcvttpd2qq    zmm29, zmm29
L1:
    vpmovqd       ymm0, zmm29
    vcvttpd2qq    zmm29, zmm1
    vpcmpeqq      k6, zmm29, [c2]{1to8}
    kortestb      k6, k6
    je            L2
    vmulpd        zmm28, zmm1, [c3]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c4]{1to8}
    vsubpd        zmm29, zmm1, zmm28
    vcvttpd2qq    zmm29, zmm29
L2:
    vpmovqd       ymm1, zmm29
    vcvttpd2qq    zmm29, zmm2
    vpcmpeqq      k6, zmm29, [c2]{1to8}
    kortestb      k6, k6
    je            L3
    vmulpd        zmm28, zmm2, [c3]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c4]{1to8}
    vsubpd        zmm29, zmm2, zmm28
    vcvttpd2qq    zmm29, zmm29
L3:
    vpmovqd       ymm2, zmm29
    vcvttpd2qq    zmm29, zmm3
    vpcmpeqq      k6, zmm29, [c2]{1to8}
    kortestb      k6, k6
    je            L4
    vmulpd        zmm28, zmm3, [c3]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c4]{1to8}
    vsubpd        zmm29, zmm3, zmm28
    vcvttpd2qq    zmm29, zmm29
L4:
    vpmovqd       ymm3, zmm29
    vcvttpd2qq    zmm29, zmm4
    vpcmpeqq      k6, zmm29, [c2]{1to8}
    kortestb      k6, k6
    je            L5
    vmulpd        zmm28, zmm4, [c3]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c4]{1to8}
    vsubpd        zmm29, zmm4, zmm28
    vcvttpd2qq    zmm29, zmm29
L5:
    vpmovqd       ymm4, zmm29
    vcvttpd2qq    zmm29, zmm5
    vpcmpeqq      k6, zmm29, [c2]{1to8}
    kortestb      k6, k6
    je            L6
    vmulpd        zmm28, zmm5, [c3]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c4]{1to8}
    vsubpd        zmm29, zmm5, zmm28
    vcvttpd2qq    zmm29, zmm29
L6:
    vpmovqd       ymm5, zmm29
    vcvttpd2qq    zmm29, zmm6
    vpcmpeqq      k6, zmm29, [c2]{1to8}
    kortestb      k6, k6
    je            L7
    vmulpd        zmm28, zmm6, [c3]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c4]{1to8}
    vsubpd        zmm29, zmm6, zmm28
    vcvttpd2qq    zmm29, zmm29
L7:
    vpmovqd       ymm6, zmm29
    vcvttpd2qq    zmm29, zmm7
    vpcmpeqq      k6, zmm29, [c2]{1to8}
    kortestb      k6, k6
    je            L8
    vmulpd        zmm28, zmm7, [c3]{1to8}
    vrndscalepd   zmm28, zmm28, 0Bh
    vmulpd        zmm28, zmm28, [c4]{1to8}
    vsubpd        zmm29, zmm7, zmm28
    vcvttpd2qq    zmm29, zmm29
L8:
    vpmovqd       ymm7, zmm29
    vpsrlvd       ymm8, ymm0, [c5]{1to8}
    vpsrlvd       ymm9, ymm1, [c5]{1to8}
    vpsrlvd       ymm10, ymm2, [c5]{1to8}
    vpsrlvd       ymm11, ymm3, [c5]{1to8}
    vpsrlvd       ymm12, ymm4, [c5]{1to8}
    vpsrlvd       ymm13, ymm5, [c5]{1to8}
    vpsrlvd       ymm14, ymm6, [c5]{1to8}
    vpsrlvd       ymm15, ymm7, [c5]{1to8}
    vpxord        ymm0, ymm0, ymm8
    vpxord        ymm1, ymm1, ymm9
    vpxord        ymm2, ymm2, ymm10
    vpxord        ymm3, ymm3, ymm11
    vpxord        ymm4, ymm4, ymm12
    vpxord        ymm5, ymm5, ymm13
    vpxord        ymm6, ymm6, ymm14
    vpxord        ymm7, ymm7, ymm15
    vpmulld       ymm0, ymm0, ymm17
    vpmulld       ymm1, ymm1, ymm17
    vpmulld       ymm2, ymm2, ymm17
    vpmulld       ymm3, ymm3, ymm17
    vpmulld       ymm4, ymm4, ymm17
    vpmulld       ymm5, ymm5, ymm17
    vpmulld       ymm6, ymm6, ymm17
    vpmulld       ymm7, ymm7, ymm17
    vpsrlvd       ymm8, ymm0, [c5]{1to8}
    vpsrlvd       ymm9, ymm1, [c5]{1to8}
    vpsrlvd       ymm10, ymm2, [c5]{1to8}
    vpsrlvd       ymm11, ymm3, [c5]{1to8}
    vpsrlvd       ymm12, ymm4, [c5]{1to8}
    vpsrlvd       ymm13, ymm5, [c5]{1to8}
    vpsrlvd       ymm14, ymm6, [c5]{1to8}
    vpsrlvd       ymm15, ymm7, [c5]{1to8}
    vpxord        ymm0, ymm0, ymm8
    vpxord        ymm1, ymm1, ymm9
    vpxord        ymm2, ymm2, ymm10
    vpxord        ymm3, ymm3, ymm11
    vpxord        ymm4, ymm4, ymm12
    vpxord        ymm5, ymm5, ymm13
    vpxord        ymm6, ymm6, ymm14
    vpxord        ymm7, ymm7, ymm15
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovdqu32     [rax+rsi*4], ymm0
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovdqu32     [rax+rsi*4+20h], ymm1
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovdqu32     [rax+rsi*4+40h], ymm2
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovdqu32     [rax+rsi*4+60h], ymm3
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovdqu32     [rax+rsi*4+80h], ymm4
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovdqu32     [rax+rsi*4+0A0h], ymm5
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovdqu32     [rax+rsi*4+0C0h], ymm6
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovdqu32     [rax+rsi*4+0E0h], ymm7
    add           rsi, 40h
    cmp           rsi, rdx
    jae           L9
    cmp           byte ptr [r8], 0
    jne           L10
    jmp           L0
L9:
    mov           [rdi+item], rsi
    mov           eax, 0
    vzeroupper
    ret
    mov           [rdi+item], rsi
    mov           eax, 2
    vzeroupper
    ret
L10:
    mov           [rdi+item], rsi
    mov           eax, 1
    vzeroupper
    ret

c0:  1 × 0000000000000010 (8e-323)
c1:  1 × 00000000045d9f3b (3.6187579e-316)
c2:  1 × 8000000000000000 (-0.0)
c3:  1 × 3df0000000000000 (2.3283064365386963e-10)
c4:  1 × 41f0000000000000 (4294967296.0)
c5:  1 × 0000001000000010 (3.39519326633e-313)
