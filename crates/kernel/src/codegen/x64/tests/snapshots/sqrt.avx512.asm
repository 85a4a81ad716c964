; x => Math.sqrt(x) * 2 + 1
; [Memory(F64)] -> F64, strips of 64 items, 0 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    vbroadcastsd  zmm8, [c0]
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
    vsqrtpd       zmm0, zmm0
    vsqrtpd       zmm1, zmm1
    vsqrtpd       zmm2, zmm2
    vsqrtpd       zmm3, zmm3
    vsqrtpd       zmm4, zmm4
    vsqrtpd       zmm5, zmm5
    vsqrtpd       zmm6, zmm6
    vsqrtpd       zmm7, zmm7
    vaddpd        zmm0, zmm0, zmm0
    vaddpd        zmm1, zmm1, zmm1
    vaddpd        zmm2, zmm2, zmm2
    vaddpd        zmm3, zmm3, zmm3
    vaddpd        zmm4, zmm4, zmm4
    vaddpd        zmm5, zmm5, zmm5
    vaddpd        zmm6, zmm6, zmm6
    vaddpd        zmm7, zmm7, zmm7
    vaddpd        zmm0, zmm0, zmm8
    vaddpd        zmm1, zmm1, zmm8
    vaddpd        zmm2, zmm2, zmm8
    vaddpd        zmm3, zmm3, zmm8
    vaddpd        zmm4, zmm4, zmm8
    vaddpd        zmm5, zmm5, zmm8
    vaddpd        zmm6, zmm6, zmm8
    vaddpd        zmm7, zmm7, zmm8
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8], zmm0
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+40h], zmm1
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+80h], zmm2
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+0C0h], zmm3
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+100h], zmm4
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+140h], zmm5
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+180h], zmm6
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+1C0h], zmm7
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

c0:  1 × 3ff0000000000000 (1.0)
