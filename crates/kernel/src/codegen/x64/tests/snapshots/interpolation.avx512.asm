; x => { const at = x * 1024, i = Math.floor(at); return t[i] + (t[i + 1] - t[i]) * (at - i) }
; [Memory(F64)] -> F64, strips of 32 items, 1 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    mov           rdx, [rdi+end]
    vbroadcastsd  zmm16, [c0]
    vbroadcastsd  zmm17, [c1]
L0:
    mov           rax, [r11]
    vmovupd       zmm0, [rax+rsi*8]
    mov           rax, [r11]
    vmovupd       zmm1, [rax+rsi*8+40h]
    mov           rax, [r11]
    vmovupd       zmm2, [rax+rsi*8+80h]
    mov           rax, [r11]
    vmovupd       zmm3, [rax+rsi*8+0C0h]
    vmulpd        zmm0, zmm0, zmm16
    vmulpd        zmm1, zmm1, zmm16
    vmulpd        zmm2, zmm2, zmm16
    vmulpd        zmm3, zmm3, zmm16
    vrndscalepd   zmm4, zmm0, 9
    vrndscalepd   zmm5, zmm1, 9
    vrndscalepd   zmm6, zmm2, 9
    vrndscalepd   zmm7, zmm3, 9
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm4
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm8, zmm28
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm5
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm9, zmm28
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm6
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm10, zmm28
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm7
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm11, zmm28
    vaddpd        zmm12, zmm4, zmm17
    vaddpd        zmm13, zmm5, zmm17
    vaddpd        zmm14, zmm6, zmm17
    vaddpd        zmm15, zmm7, zmm17
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm12
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm12, zmm28
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm13
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm13, zmm28
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm14
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm14, zmm28
    mov           rcx, [r10]
    vcvttpd2qq    zmm29, zmm15
    vpcmpltuq     k6, zmm29, [r10+8]{1to8}
    kortestb      k6, k6
    jae           L2
    kmovb         k7, k6
    vxorpd        zmm28, zmm28, zmm28
    vgatherqpd    zmm28, k7, [rcx+zmm29*8]
    vmovapd       zmm15, zmm28
    vsubpd        zmm12, zmm12, zmm8
    vsubpd        zmm13, zmm13, zmm9
    vsubpd        zmm14, zmm14, zmm10
    vsubpd        zmm15, zmm15, zmm11
    vsubpd        zmm0, zmm0, zmm4
    vsubpd        zmm1, zmm1, zmm5
    vsubpd        zmm2, zmm2, zmm6
    vsubpd        zmm3, zmm3, zmm7
    vmulpd        zmm0, zmm12, zmm0
    vmulpd        zmm1, zmm13, zmm1
    vmulpd        zmm2, zmm14, zmm2
    vmulpd        zmm3, zmm15, zmm3
    vaddpd        zmm0, zmm8, zmm0
    vaddpd        zmm1, zmm9, zmm1
    vaddpd        zmm2, zmm10, zmm2
    vaddpd        zmm3, zmm11, zmm3
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
