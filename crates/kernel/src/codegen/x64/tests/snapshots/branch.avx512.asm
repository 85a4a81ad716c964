; x => { if (x > k) { return Math.sqrt(x / k) * t[0] + Math.floor(x) } return -x }
; [Memory(F64)] -> F64, strips of 32 items, 2 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    mov           rdx, [rdi+end]
    vmovupd       zmm12, [r9]
    vbroadcastsd  zmm13, [c0]
L0:
    mov           rax, [r11]
    vmovupd       zmm0, [rax+rsi*8]
    mov           rax, [r11]
    vmovupd       zmm1, [rax+rsi*8+40h]
    mov           rax, [r11]
    vmovupd       zmm2, [rax+rsi*8+80h]
    mov           rax, [r11]
    vmovupd       zmm3, [rax+rsi*8+0C0h]
    vcmplt_oqpd   k1, zmm12, zmm0
    vcmplt_oqpd   k2, zmm12, zmm1
    vcmplt_oqpd   k3, zmm12, zmm2
    vcmplt_oqpd   k4, zmm12, zmm3
    korb          k6, k1, k2
    korb          k6, k6, k3
    kortestb      k6, k4
    je            L1
    vdivpd        zmm4, zmm0, zmm12
    vdivpd        zmm5, zmm1, zmm12
    vdivpd        zmm6, zmm2, zmm12
    vdivpd        zmm7, zmm3, zmm12
    vsqrtpd       zmm4, zmm4
    vsqrtpd       zmm5, zmm5
    vsqrtpd       zmm6, zmm6
    vsqrtpd       zmm7, zmm7
    vcvttsd2si    rax, xmm13
    cmp           rax, [r10+8]
    jae           L3
    mov           rcx, [r10]
    vbroadcastsd  zmm8, [rcx+rax*8]
    vmulpd        zmm4, zmm4, zmm8
    vmulpd        zmm5, zmm5, zmm8
    vmulpd        zmm6, zmm6, zmm8
    vmulpd        zmm7, zmm7, zmm8
    vrndscalepd   zmm8, zmm0, 9
    vrndscalepd   zmm9, zmm1, 9
    vrndscalepd   zmm10, zmm2, 9
    vrndscalepd   zmm11, zmm3, 9
    vaddpd        zmm4, zmm4, zmm8
    vaddpd        zmm5, zmm5, zmm9
    vaddpd        zmm6, zmm6, zmm10
    vaddpd        zmm7, zmm7, zmm11
L1:
    vxorpd        zmm0, zmm0, [c1]{1to8}
    vxorpd        zmm1, zmm1, [c1]{1to8}
    vxorpd        zmm2, zmm2, [c1]{1to8}
    vxorpd        zmm3, zmm3, [c1]{1to8}
    vblendmpd     zmm0{k1}, zmm0, zmm4
    vblendmpd     zmm1{k2}, zmm1, zmm5
    vblendmpd     zmm2{k3}, zmm2, zmm6
    vblendmpd     zmm3{k4}, zmm3, zmm7
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
    add           rsi, 20h
    cmp           rsi, rdx
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

c0:  1 × 0000000000000000 (0.0)
c1:  1 × 8000000000000000 (-0.0)
