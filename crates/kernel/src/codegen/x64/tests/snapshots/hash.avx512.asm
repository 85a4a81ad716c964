; x => { let h = x | 0; h = Math.imul(h ^ h >>> 16, 73244475); return (h ^ h >>> 16) >>> 0 }
; [Memory(I32)] -> U32, strips of 32 items, 0 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    mov           rdx, [rdi+end]
    vpbroadcastd  ymm8, [c0]
    vpbroadcastd  ymm9, [c1]
L0:
    mov           rax, [r11]
    vcvtdq2pd     zmm0, [rax+rsi*4]
    mov           rax, [r11]
    vcvtdq2pd     zmm1, [rax+rsi*4+20h]
    mov           rax, [r11]
    vcvtdq2pd     zmm2, [rax+rsi*4+40h]
    mov           rax, [r11]
    vcvtdq2pd     zmm3, [rax+rsi*4+60h]
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
    vpsrlvd       ymm4, ymm0, [c5]{1to8}
    vpsrlvd       ymm5, ymm1, [c5]{1to8}
    vpsrlvd       ymm6, ymm2, [c5]{1to8}
    vpsrlvd       ymm7, ymm3, [c5]{1to8}
    vpxord        ymm0, ymm0, ymm4
    vpxord        ymm1, ymm1, ymm5
    vpxord        ymm2, ymm2, ymm6
    vpxord        ymm3, ymm3, ymm7
    vpmulld       ymm0, ymm0, ymm9
    vpmulld       ymm1, ymm1, ymm9
    vpmulld       ymm2, ymm2, ymm9
    vpmulld       ymm3, ymm3, ymm9
    vpsrlvd       ymm4, ymm0, [c5]{1to8}
    vpsrlvd       ymm5, ymm1, [c5]{1to8}
    vpsrlvd       ymm6, ymm2, [c5]{1to8}
    vpsrlvd       ymm7, ymm3, [c5]{1to8}
    vpxord        ymm0, ymm0, ymm4
    vpxord        ymm1, ymm1, ymm5
    vpxord        ymm2, ymm2, ymm6
    vpxord        ymm3, ymm3, ymm7
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
    add           rsi, 20h
    cmp           rsi, rdx
    jae           L5
    cmp           byte ptr [r8], 0
    jne           L6
    jmp           L0
L5:
    mov           [rdi+item], rsi
    mov           eax, 0
    vzeroupper
    ret
    mov           [rdi+item], rsi
    mov           eax, 2
    vzeroupper
    ret
L6:
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
