; x => { if (x > k) { return Math.sqrt(x / k) * t[0] + Math.floor(x) } return -x }
; [Memory(F64)] -> F64, strips of 12 items, 2 slots

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
    vmovupd       ymm15, [r9]
    vcmplt_oqpd   ymm3, ymm15, ymm0
    vmovupd       ymm15, [r9]
    vcmplt_oqpd   ymm4, ymm15, ymm1
    vmovupd       ymm15, [r9]
    vcmplt_oqpd   ymm5, ymm15, ymm2
    vorpd         ymm15, ymm3, ymm4
    vorpd         ymm15, ymm15, ymm5
    vmovmskpd     eax, ymm15
    test          eax, eax
    je            L1
    vdivpd        ymm6, ymm0, [r9]
    vdivpd        ymm7, ymm1, [r9]
    vdivpd        ymm8, ymm2, [r9]
    vsqrtpd       ymm6, ymm6
    vsqrtpd       ymm7, ymm7
    vsqrtpd       ymm8, ymm8
    vmovupd       ymm15, [c0]
    vcvttsd2si    rax, xmm15
    cmp           rax, [r10+8]
    jae           L3
    mov           rcx, [r10]
    vbroadcastsd  ymm9, [rcx+rax*8]
    vmulpd        ymm6, ymm6, ymm9
    vmulpd        ymm7, ymm7, ymm9
    vmulpd        ymm8, ymm8, ymm9
    vroundpd      ymm9, ymm0, 9
    vroundpd      ymm10, ymm1, 9
    vroundpd      ymm11, ymm2, 9
    vaddpd        ymm6, ymm6, ymm9
    vaddpd        ymm7, ymm7, ymm10
    vaddpd        ymm8, ymm8, ymm11
L1:
    vxorpd        ymm0, ymm0, [c1]
    vxorpd        ymm1, ymm1, [c1]
    vxorpd        ymm2, ymm2, [c1]
    vblendvpd     ymm0, ymm0, ymm6, ymm3
    vblendvpd     ymm1, ymm1, ymm7, ymm4
    vblendvpd     ymm2, ymm2, ymm8, ymm5
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8], ymm0
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+20h], ymm1
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+40h], ymm2
    add           rsi, 0Ch
    cmp           rsi, [rdi+end]
    jae           L2
    cmp           byte ptr [r8], 0
    jne           L4
    jmp           L0
L2:
    mov           [rdi+item], rsi
    mov           eax, 0
    vzeroupper
    ret
L3:
    mov           [rdi+item], rsi
    mov           eax, 2
    vzeroupper
    ret
L4:
    mov           [rdi+item], rsi
    mov           eax, 1
    vzeroupper
    ret

c0:  4 × 0000000000000000 (0.0)
c1:  4 × 8000000000000000 (-0.0)
