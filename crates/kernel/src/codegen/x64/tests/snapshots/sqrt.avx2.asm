; x => Math.sqrt(x) * 2 + 1
; [Memory(F64)] -> F64, strips of 32 items, 0 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    vmovupd       ymm8, [c0]
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
    mov           rax, [r11]
    vmovupd       ymm6, [rax+rsi*8+0C0h]
    mov           rax, [r11]
    vmovupd       ymm7, [rax+rsi*8+0E0h]
    vsqrtpd       ymm0, ymm0
    vsqrtpd       ymm1, ymm1
    vsqrtpd       ymm2, ymm2
    vsqrtpd       ymm3, ymm3
    vsqrtpd       ymm4, ymm4
    vsqrtpd       ymm5, ymm5
    vsqrtpd       ymm6, ymm6
    vsqrtpd       ymm7, ymm7
    vaddpd        ymm0, ymm0, ymm0
    vaddpd        ymm1, ymm1, ymm1
    vaddpd        ymm2, ymm2, ymm2
    vaddpd        ymm3, ymm3, ymm3
    vaddpd        ymm4, ymm4, ymm4
    vaddpd        ymm5, ymm5, ymm5
    vaddpd        ymm6, ymm6, ymm6
    vaddpd        ymm7, ymm7, ymm7
    vaddpd        ymm0, ymm0, ymm8
    vaddpd        ymm1, ymm1, ymm8
    vaddpd        ymm2, ymm2, ymm8
    vaddpd        ymm3, ymm3, ymm8
    vaddpd        ymm4, ymm4, ymm8
    vaddpd        ymm5, ymm5, ymm8
    vaddpd        ymm6, ymm6, ymm8
    vaddpd        ymm7, ymm7, ymm8
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8], ymm0
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+20h], ymm1
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+40h], ymm2
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+60h], ymm3
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+80h], ymm4
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+0A0h], ymm5
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+0C0h], ymm6
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+0E0h], ymm7
    add           rsi, 20h
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

c0:  4 × 3ff0000000000000 (1.0)
