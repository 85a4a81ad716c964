; x => { if (x > k) { return Math.sqrt(x / k) * t[0] + Math.floor(x) } return -x }
; [Memory(F64)] -> F64, strips of 40 items, 2 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    vmovupd       zmm15, [r9]
    vbroadcastsd  zmm16, [c0]
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
    vcmplt_oqpd   k1, zmm15, zmm0
    vcmplt_oqpd   k2, zmm15, zmm1
    vcmplt_oqpd   k3, zmm15, zmm2
    vcmplt_oqpd   k4, zmm15, zmm3
    vcmplt_oqpd   k5, zmm15, zmm4
    korb          k6, k1, k2
    korb          k6, k6, k3
    korb          k6, k6, k4
    kortestb      k6, k5
    je            L1
    vdivpd        zmm5, zmm0, zmm15
    vdivpd        zmm6, zmm1, zmm15
    vdivpd        zmm7, zmm2, zmm15
    vdivpd        zmm8, zmm3, zmm15
    vdivpd        zmm9, zmm4, zmm15
    vsqrtpd       zmm5, zmm5
    vsqrtpd       zmm6, zmm6
    vsqrtpd       zmm7, zmm7
    vsqrtpd       zmm8, zmm8
    vsqrtpd       zmm9, zmm9
    vcvttsd2si    rax, xmm16
    cmp           rax, [r10+8]
    jae           L3
    mov           rcx, [r10]
    vbroadcastsd  zmm10, [rcx+rax*8]
    vmulpd        zmm5, zmm5, zmm10
    vmulpd        zmm6, zmm6, zmm10
    vmulpd        zmm7, zmm7, zmm10
    vmulpd        zmm8, zmm8, zmm10
    vmulpd        zmm9, zmm9, zmm10
    vrndscalepd   zmm10, zmm0, 9
    vrndscalepd   zmm11, zmm1, 9
    vrndscalepd   zmm12, zmm2, 9
    vrndscalepd   zmm13, zmm3, 9
    vrndscalepd   zmm14, zmm4, 9
    vaddpd        zmm5, zmm5, zmm10
    vaddpd        zmm6, zmm6, zmm11
    vaddpd        zmm7, zmm7, zmm12
    vaddpd        zmm8, zmm8, zmm13
    vaddpd        zmm9, zmm9, zmm14
L1:
    vxorpd        zmm0, zmm0, [c1]{1to8}
    vxorpd        zmm1, zmm1, [c1]{1to8}
    vxorpd        zmm2, zmm2, [c1]{1to8}
    vxorpd        zmm3, zmm3, [c1]{1to8}
    vxorpd        zmm4, zmm4, [c1]{1to8}
    vblendmpd     zmm0{k1}, zmm0, zmm5
    vblendmpd     zmm1{k2}, zmm1, zmm6
    vblendmpd     zmm2{k3}, zmm2, zmm7
    vblendmpd     zmm3{k4}, zmm3, zmm8
    vblendmpd     zmm4{k5}, zmm4, zmm9
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
    add           rsi, 28h
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

c0:  1 × 0000000000000000 (0.0)
c1:  1 × 8000000000000000 (-0.0)
