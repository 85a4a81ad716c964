; (x, y) => x > 0 && Math.min(x, y) < k || Number.isNaN(x)
; [Memory(F32), Range] -> Bool, strips of 16 items, 1 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
L0:
    mov           rax, [r11]
    vcvtps2pd     ymm0, [rax+rsi*4]
    mov           rax, [r11]
    vcvtps2pd     ymm1, [rax+rsi*4+10h]
    mov           rax, [r11]
    vcvtps2pd     ymm2, [rax+rsi*4+20h]
    mov           rax, [r11]
    vcvtps2pd     ymm3, [rax+rsi*4+30h]
    vmovupd       ymm15, [c4]
    vcmplt_oqpd   ymm4, ymm15, ymm0
    vmovupd       ymm15, [c4]
    vcmplt_oqpd   ymm5, ymm15, ymm1
    vmovupd       ymm15, [c4]
    vcmplt_oqpd   ymm6, ymm15, ymm2
    vmovupd       ymm15, [c4]
    vcmplt_oqpd   ymm7, ymm15, ymm3
    vxorpd        xmm13, xmm13, xmm13
    vcvtsi2sd     xmm13, xmm13, rsi
    vbroadcastsd  ymm13, xmm13
    vaddpd        ymm13, ymm13, [c0]
    vbroadcastsd  ymm12, [rdi+last]
    vminpd        ymm13, ymm13, ymm12
    vbroadcastsd  ymm12, [r11+18h]
    vmulpd        ymm13, ymm13, ymm12
    vbroadcastsd  ymm12, [r11+10h]
    vaddpd        ymm8, ymm13, ymm12
    vxorpd        xmm13, xmm13, xmm13
    vcvtsi2sd     xmm13, xmm13, rsi
    vbroadcastsd  ymm13, xmm13
    vaddpd        ymm13, ymm13, [c1]
    vbroadcastsd  ymm12, [rdi+last]
    vminpd        ymm13, ymm13, ymm12
    vbroadcastsd  ymm12, [r11+18h]
    vmulpd        ymm13, ymm13, ymm12
    vbroadcastsd  ymm12, [r11+10h]
    vaddpd        ymm9, ymm13, ymm12
    vxorpd        xmm13, xmm13, xmm13
    vcvtsi2sd     xmm13, xmm13, rsi
    vbroadcastsd  ymm13, xmm13
    vaddpd        ymm13, ymm13, [c2]
    vbroadcastsd  ymm12, [rdi+last]
    vminpd        ymm13, ymm13, ymm12
    vbroadcastsd  ymm12, [r11+18h]
    vmulpd        ymm13, ymm13, ymm12
    vbroadcastsd  ymm12, [r11+10h]
    vaddpd        ymm10, ymm13, ymm12
    vxorpd        xmm13, xmm13, xmm13
    vcvtsi2sd     xmm13, xmm13, rsi
    vbroadcastsd  ymm13, xmm13
    vaddpd        ymm13, ymm13, [c3]
    vbroadcastsd  ymm12, [rdi+last]
    vminpd        ymm13, ymm13, ymm12
    vbroadcastsd  ymm12, [r11+18h]
    vmulpd        ymm13, ymm13, ymm12
    vbroadcastsd  ymm12, [r11+10h]
    vaddpd        ymm11, ymm13, ymm12
    vminpd        ymm13, ymm0, ymm8
    vminpd        ymm12, ymm8, ymm0
    vorpd         ymm8, ymm13, ymm12
    vminpd        ymm13, ymm1, ymm9
    vminpd        ymm12, ymm9, ymm1
    vorpd         ymm9, ymm13, ymm12
    vminpd        ymm13, ymm2, ymm10
    vminpd        ymm12, ymm10, ymm2
    vorpd         ymm10, ymm13, ymm12
    vminpd        ymm13, ymm3, ymm11
    vminpd        ymm12, ymm11, ymm3
    vorpd         ymm11, ymm13, ymm12
    vcmplt_oqpd   ymm8, ymm8, [r9]
    vcmplt_oqpd   ymm9, ymm9, [r9]
    vcmplt_oqpd   ymm10, ymm10, [r9]
    vcmplt_oqpd   ymm11, ymm11, [r9]
    vblendvpd     ymm4, ymm4, ymm8, ymm4
    vblendvpd     ymm5, ymm5, ymm9, ymm5
    vblendvpd     ymm6, ymm6, ymm10, ymm6
    vblendvpd     ymm7, ymm7, ymm11, ymm7
    vcmpneqpd     ymm0, ymm0, ymm0
    vcmpneqpd     ymm1, ymm1, ymm1
    vcmpneqpd     ymm2, ymm2, ymm2
    vcmpneqpd     ymm3, ymm3, ymm3
    vblendvpd     ymm0, ymm0, ymm4, ymm4
    vblendvpd     ymm1, ymm1, ymm5, ymm5
    vblendvpd     ymm2, ymm2, ymm6, ymm6
    vblendvpd     ymm3, ymm3, ymm7, ymm7
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vandpd        ymm13, ymm0, [c5]
    vextractf128  xmm12, ymm13, 1
    vshufps       xmm13, xmm13, xmm12, 88h
    vpshufb       xmm13, xmm13, [c6]
    vmovd         [rax+rsi], xmm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vandpd        ymm13, ymm1, [c5]
    vextractf128  xmm12, ymm13, 1
    vshufps       xmm13, xmm13, xmm12, 88h
    vpshufb       xmm13, xmm13, [c6]
    vmovd         [rax+rsi+4], xmm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vandpd        ymm13, ymm2, [c5]
    vextractf128  xmm12, ymm13, 1
    vshufps       xmm13, xmm13, xmm12, 88h
    vpshufb       xmm13, xmm13, [c6]
    vmovd         [rax+rsi+8], xmm13
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vandpd        ymm13, ymm3, [c5]
    vextractf128  xmm12, ymm13, 1
    vshufps       xmm13, xmm13, xmm12, 88h
    vpshufb       xmm13, xmm13, [c6]
    vmovd         [rax+rsi+0Ch], xmm13
    add           rsi, 10h
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

c0:  0000000000000000 (0.0), 3ff0000000000000 (1.0), 4000000000000000 (2.0), 4008000000000000 (3.0)
c1:  4010000000000000 (4.0), 4014000000000000 (5.0), 4018000000000000 (6.0), 401c000000000000 (7.0)
c2:  4020000000000000 (8.0), 4022000000000000 (9.0), 4024000000000000 (10.0), 4026000000000000 (11.0)
c3:  4028000000000000 (12.0), 402a000000000000 (13.0), 402c000000000000 (14.0), 402e000000000000 (15.0)
c4:  4 × 0000000000000000 (0.0)
c5:  4 × 0000000000000001 (5e-324)
c6:  2 × 808080800c080400 (-2.9374452886718545e-306)
