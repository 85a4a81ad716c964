; x => x * k + 16
; [Memory(U8)] -> U8Clamped, strips of 32 items, 1 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    mov           rdx, [rdi+end]
    vmovupd       zmm4, [r9]
    vbroadcastsd  zmm5, [c0]
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
    vmulpd        zmm0, zmm0, zmm4
    vmulpd        zmm1, zmm1, zmm4
    vmulpd        zmm2, zmm2, zmm4
    vmulpd        zmm3, zmm3, zmm4
    vaddpd        zmm0, zmm0, zmm5
    vaddpd        zmm1, zmm1, zmm5
    vaddpd        zmm2, zmm2, zmm5
    vaddpd        zmm3, zmm3, zmm5
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
    add           rsi, 20h
    cmp           rsi, rdx
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
