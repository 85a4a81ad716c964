; x => x * k + 16
; [Memory(U8)] -> U8Clamped, strips of 64 items, 1 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    vmovupd       zmm8, [r9]
    vbroadcastsd  zmm9, [c0]
L0:
    mov           rax, [r11]
    vpmovzxbd     ymm29, [rax+rsi]
    vcvtdq2pd     zmm0, ymm29
    mov           rax, [r11]
    vpmovzxbd     ymm29, [rax+rsi+8]
    vcvtdq2pd     zmm1, ymm29
    mov           rax, [r11]
    vpmovzxbd     ymm29, [rax+rsi+10h]
    vcvtdq2pd     zmm2, ymm29
    mov           rax, [r11]
    vpmovzxbd     ymm29, [rax+rsi+18h]
    vcvtdq2pd     zmm3, ymm29
    mov           rax, [r11]
    vpmovzxbd     ymm29, [rax+rsi+20h]
    vcvtdq2pd     zmm4, ymm29
    mov           rax, [r11]
    vpmovzxbd     ymm29, [rax+rsi+28h]
    vcvtdq2pd     zmm5, ymm29
    mov           rax, [r11]
    vpmovzxbd     ymm29, [rax+rsi+30h]
    vcvtdq2pd     zmm6, ymm29
    mov           rax, [r11]
    vpmovzxbd     ymm29, [rax+rsi+38h]
    vcvtdq2pd     zmm7, ymm29
    vmulpd        zmm0, zmm0, zmm8
    vmulpd        zmm1, zmm1, zmm8
    vmulpd        zmm2, zmm2, zmm8
    vmulpd        zmm3, zmm3, zmm8
    vmulpd        zmm4, zmm4, zmm8
    vmulpd        zmm5, zmm5, zmm8
    vmulpd        zmm6, zmm6, zmm8
    vmulpd        zmm7, zmm7, zmm8
    vaddpd        zmm0, zmm0, zmm9
    vaddpd        zmm1, zmm1, zmm9
    vaddpd        zmm2, zmm2, zmm9
    vaddpd        zmm3, zmm3, zmm9
    vaddpd        zmm4, zmm4, zmm9
    vaddpd        zmm5, zmm5, zmm9
    vaddpd        zmm6, zmm6, zmm9
    vaddpd        zmm7, zmm7, zmm9
    vxorpd        zmm28, zmm28, zmm28
    vmaxpd        zmm29, zmm0, zmm28
    vminpd        zmm29, zmm29, [c1]{1to8}
    vaddpd        zmm29, zmm29, [c2]{1to8}
    vpmovqd       ymm0, zmm29
    vxorpd        zmm28, zmm28, zmm28
    vmaxpd        zmm29, zmm1, zmm28
    vminpd        zmm29, zmm29, [c1]{1to8}
    vaddpd        zmm29, zmm29, [c2]{1to8}
    vpmovqd       ymm1, zmm29
    vxorpd        zmm28, zmm28, zmm28
    vmaxpd        zmm29, zmm2, zmm28
    vminpd        zmm29, zmm29, [c1]{1to8}
    vaddpd        zmm29, zmm29, [c2]{1to8}
    vpmovqd       ymm2, zmm29
    vxorpd        zmm28, zmm28, zmm28
    vmaxpd        zmm29, zmm3, zmm28
    vminpd        zmm29, zmm29, [c1]{1to8}
    vaddpd        zmm29, zmm29, [c2]{1to8}
    vpmovqd       ymm3, zmm29
    vxorpd        zmm28, zmm28, zmm28
    vmaxpd        zmm29, zmm4, zmm28
    vminpd        zmm29, zmm29, [c1]{1to8}
    vaddpd        zmm29, zmm29, [c2]{1to8}
    vpmovqd       ymm4, zmm29
    vxorpd        zmm28, zmm28, zmm28
    vmaxpd        zmm29, zmm5, zmm28
    vminpd        zmm29, zmm29, [c1]{1to8}
    vaddpd        zmm29, zmm29, [c2]{1to8}
    vpmovqd       ymm5, zmm29
    vxorpd        zmm28, zmm28, zmm28
    vmaxpd        zmm29, zmm6, zmm28
    vminpd        zmm29, zmm29, [c1]{1to8}
    vaddpd        zmm29, zmm29, [c2]{1to8}
    vpmovqd       ymm6, zmm29
    vxorpd        zmm28, zmm28, zmm28
    vmaxpd        zmm29, zmm7, zmm28
    vminpd        zmm29, zmm29, [c1]{1to8}
    vaddpd        zmm29, zmm29, [c2]{1to8}
    vpmovqd       ymm7, zmm29
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vpmovdb       [rax+rsi], ymm0
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vpmovdb       [rax+rsi+8], ymm1
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vpmovdb       [rax+rsi+10h], ymm2
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vpmovdb       [rax+rsi+18h], ymm3
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vpmovdb       [rax+rsi+20h], ymm4
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vpmovdb       [rax+rsi+28h], ymm5
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vpmovdb       [rax+rsi+30h], ymm6
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vpmovdb       [rax+rsi+38h], ymm7
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

c0:  1 × 4030000000000000 (16.0)
c1:  1 × 406fe00000000000 (255.0)
c2:  1 × 4338000000000000 (6755399441055744.0)
