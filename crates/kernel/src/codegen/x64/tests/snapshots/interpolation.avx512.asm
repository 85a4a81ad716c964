; x => { const at = x * 1024, i = Math.floor(at); return t[i] + (t[i + 1] - t[i]) * (at - i) }
; [Memory(F64)] -> F64, strips of 56 items, 1 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
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
    vmulpd        zmm0, zmm0, [c0]{1to8}
    vmulpd        zmm1, zmm1, [c0]{1to8}
    vmulpd        zmm2, zmm2, [c0]{1to8}
    vmulpd        zmm3, zmm3, [c0]{1to8}
    vmulpd        zmm4, zmm4, [c0]{1to8}
    vmulpd        zmm5, zmm5, [c0]{1to8}
    vmulpd        zmm6, zmm6, [c0]{1to8}
    vrndscalepd   zmm7, zmm0, 9
    vrndscalepd   zmm8, zmm1, 9
    vrndscalepd   zmm9, zmm2, 9
    vrndscalepd   zmm10, zmm3, 9
    vrndscalepd   zmm11, zmm4, 9
    vrndscalepd   zmm12, zmm5, 9
    vrndscalepd   zmm13, zmm6, 9
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm7
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm14, zmm28
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm8
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm15, zmm28
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm9
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm16, zmm28
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm10
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm17, zmm28
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm11
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm18, zmm28
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm12
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm19, zmm28
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm13
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm20, zmm28
    vaddpd        zmm21, zmm7, [c1]{1to8}
    vaddpd        zmm22, zmm8, [c1]{1to8}
    vaddpd        zmm23, zmm9, [c1]{1to8}
    vaddpd        zmm24, zmm10, [c1]{1to8}
    vaddpd        zmm25, zmm11, [c1]{1to8}
    vaddpd        zmm26, zmm12, [c1]{1to8}
    vaddpd        zmm27, zmm13, [c1]{1to8}
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm21
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm21, zmm28
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm22
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm22, zmm28
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm23
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm23, zmm28
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm24
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm24, zmm28
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm25
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm25, zmm28
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm26
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm26, zmm28
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm27
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm27, zmm28
    vsubpd        zmm21, zmm21, zmm14
    vsubpd        zmm22, zmm22, zmm15
    vsubpd        zmm23, zmm23, zmm16
    vsubpd        zmm24, zmm24, zmm17
    vsubpd        zmm25, zmm25, zmm18
    vsubpd        zmm26, zmm26, zmm19
    vsubpd        zmm27, zmm27, zmm20
    vsubpd        zmm0, zmm0, zmm7
    vsubpd        zmm1, zmm1, zmm8
    vsubpd        zmm2, zmm2, zmm9
    vsubpd        zmm3, zmm3, zmm10
    vsubpd        zmm4, zmm4, zmm11
    vsubpd        zmm5, zmm5, zmm12
    vsubpd        zmm6, zmm6, zmm13
    vmulpd        zmm0, zmm21, zmm0
    vmulpd        zmm1, zmm22, zmm1
    vmulpd        zmm2, zmm23, zmm2
    vmulpd        zmm3, zmm24, zmm3
    vmulpd        zmm4, zmm25, zmm4
    vmulpd        zmm5, zmm26, zmm5
    vmulpd        zmm6, zmm27, zmm6
    vaddpd        zmm0, zmm14, zmm0
    vaddpd        zmm1, zmm15, zmm1
    vaddpd        zmm2, zmm16, zmm2
    vaddpd        zmm3, zmm17, zmm3
    vaddpd        zmm4, zmm18, zmm4
    vaddpd        zmm5, zmm19, zmm5
    vaddpd        zmm6, zmm20, zmm6
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
    add           rsi, 38h
    cmp           rsi, [rdi+end]
    jae           L1
    cmp           byte ptr [r8], 0
    jne           L3
    jmp           L0
L1:
    mov           [rdi+item], rsi
    mov           eax, 0
    vzeroupper
    ret
L2:
    mov           [rdi+item], rsi
    mov           eax, 2
    vzeroupper
    ret
L3:
    mov           [rdi+item], rsi
    mov           eax, 1
    vzeroupper
    ret

c0:  1 × 4090000000000000 (1024.0)
c1:  1 × 3ff0000000000000 (1.0)
