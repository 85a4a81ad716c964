; x => Math.exp(-x * x) * Math.sin(x + k) + x % 3
; [Memory(F64)] -> F64, strips of 32 items, 58 slots

    endbr64
    push          rdi
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    vbroadcastsd  zmm31, [c0]
    vandpd        zmm31, zmm31, [c1]{1to8}
    vmovupd       [r9+40h], zmm31
    vbroadcastsd  zmm31, [c2]
    vcmple_oqpd   k6, zmm31, [r9+40h]
    kmovb         [r9+80h], k6
    vmovupd       zmm31, [r9+40h]
    vcmple_oqpd   k6, zmm31, [c3]{1to8}
    kmovb         [r9+0C0h], k6
    vbroadcastsd  zmm31, [c4]
    vmulpd        zmm31, zmm31, [r9+40h]
    vmovupd       [r9+100h], zmm31
    kmovb         k6, [r9+80h]
    kmovb         k7, [r9+0C0h]
    kandb         k6, k6, k7
    kmovb         [r9+140h], k6
    vbroadcastsd  zmm31, [c5]
    vmulpd        zmm31, zmm31, [r9+40h]
    vmovupd       [r9+180h], zmm31
    vmovupd       zmm31, [r9+180h]
    vsubpd        zmm31, zmm31, [r9+40h]
    vmovupd       [r9+1C0h], zmm31
    vmovupd       zmm31, [r9+180h]
    vsubpd        zmm31, zmm31, [r9+1C0h]
    vmovupd       [r9+200h], zmm31
    vmovupd       zmm31, [r9+40h]
    vsubpd        zmm31, zmm31, [r9+200h]
    vmovupd       [r9+240h], zmm31
L0:
    mov           rax, [r11]
    vmovupd       zmm0, [rax+rsi*8]
    mov           rax, [r11]
    vmovupd       zmm1, [rax+rsi*8+40h]
    mov           rax, [r11]
    vmovupd       zmm2, [rax+rsi*8+80h]
    mov           rax, [r11]
    vmovupd       zmm3, [rax+rsi*8+0C0h]
    vxorpd        zmm4, zmm0, [c6]{1to8}
    vxorpd        zmm5, zmm1, [c6]{1to8}
    vxorpd        zmm6, zmm2, [c6]{1to8}
    vxorpd        zmm7, zmm3, [c6]{1to8}
    vmulpd        zmm4, zmm4, zmm0
    vmulpd        zmm5, zmm5, zmm1
    vmulpd        zmm6, zmm6, zmm2
    vmulpd        zmm7, zmm7, zmm3
    vmovupd       [r9+480h], zmm0
    vmovupd       [r9+4C0h], zmm1
    vmovupd       [r9+500h], zmm2
    vmovupd       [r9+540h], zmm3
    vmovupd       [r9+880h], zmm4
    vmovupd       [r9+8C0h], zmm5
    vmovupd       [r9+900h], zmm6
    vmovupd       [r9+940h], zmm7
    mov           [rdi+item], rsi
    lea           rsi, [r9+880h]
    lea           rdx, [r9+880h]
    lea           rcx, [r9+280h]
    mov           r8d, 20h
    mov           rdi, [rdi+38h]
    add           rdi, 0
    vzeroupper
    call          qword ptr [rdi+item]
    mov           rdi, [rsp]
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    vmovupd       zmm0, [r9+480h]
    vmovupd       zmm1, [r9+4C0h]
    vmovupd       zmm2, [r9+500h]
    vmovupd       zmm3, [r9+540h]
    vaddpd        zmm4, zmm0, [r9]
    vaddpd        zmm5, zmm1, [r9]
    vaddpd        zmm6, zmm2, [r9]
    vaddpd        zmm7, zmm3, [r9]
    vmovupd       [r9+480h], zmm0
    vmovupd       [r9+4C0h], zmm1
    vmovupd       [r9+500h], zmm2
    vmovupd       [r9+540h], zmm3
    vmovupd       [r9+880h], zmm4
    vmovupd       [r9+8C0h], zmm5
    vmovupd       [r9+900h], zmm6
    vmovupd       [r9+940h], zmm7
    mov           [rdi+item], rsi
    lea           rsi, [r9+880h]
    lea           rdx, [r9+880h]
    lea           rcx, [r9+0C80h]
    mov           r8d, 20h
    mov           rdi, [rdi+38h]
    add           rdi, 48h
    vzeroupper
    call          qword ptr [rdi+item]
    mov           rdi, [rsp]
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    vmovupd       zmm0, [r9+480h]
    vmovupd       zmm1, [r9+4C0h]
    vmovupd       zmm2, [r9+500h]
    vmovupd       zmm3, [r9+540h]
    vmovupd       zmm4, [r9+0C80h]
    vmovupd       zmm5, [r9+0CC0h]
    vmovupd       zmm6, [r9+0D00h]
    vmovupd       zmm7, [r9+0D40h]
    vmulpd        zmm4, zmm4, [r9+280h]
    vmulpd        zmm5, zmm5, [r9+2C0h]
    vmulpd        zmm6, zmm6, [r9+300h]
    vmulpd        zmm7, zmm7, [r9+340h]
    vandpd        zmm8, zmm0, [c1]{1to8}
    vandpd        zmm9, zmm1, [c1]{1to8}
    vandpd        zmm10, zmm2, [c1]{1to8}
    vandpd        zmm11, zmm3, [c1]{1to8}
    kmovb         k7, [r9+140h]
    vcmplt_oqpd   k1{k7}, zmm8, [r9+100h]
    kmovb         k7, [r9+140h]
    vcmplt_oqpd   k2{k7}, zmm9, [r9+100h]
    kmovb         k7, [r9+140h]
    vcmplt_oqpd   k3{k7}, zmm10, [r9+100h]
    kmovb         k7, [r9+140h]
    vcmplt_oqpd   k4{k7}, zmm11, [r9+100h]
    knotb         k1, k1
    knotb         k2, k2
    knotb         k3, k3
    knotb         k4, k4
    vdivpd        zmm12, zmm8, [r9+40h]
    vdivpd        zmm13, zmm9, [r9+40h]
    vdivpd        zmm14, zmm10, [r9+40h]
    vdivpd        zmm15, zmm11, [r9+40h]
    vrndscalepd   zmm12, zmm12, 0Bh
    vrndscalepd   zmm13, zmm13, 0Bh
    vrndscalepd   zmm14, zmm14, 0Bh
    vrndscalepd   zmm15, zmm15, 0Bh
    vmulpd        zmm16, zmm12, [r9+40h]
    vmulpd        zmm17, zmm13, [r9+40h]
    vmulpd        zmm18, zmm14, [r9+40h]
    vmulpd        zmm19, zmm15, [r9+40h]
    vmulpd        zmm20, zmm12, [c5]{1to8}
    vmulpd        zmm21, zmm13, [c5]{1to8}
    vmulpd        zmm22, zmm14, [c5]{1to8}
    vmulpd        zmm23, zmm15, [c5]{1to8}
    vsubpd        zmm24, zmm20, zmm12
    vsubpd        zmm25, zmm21, zmm13
    vsubpd        zmm26, zmm22, zmm14
    vsubpd        zmm27, zmm23, zmm15
    vsubpd        zmm20, zmm20, zmm24
    vsubpd        zmm21, zmm21, zmm25
    vsubpd        zmm22, zmm22, zmm26
    vsubpd        zmm23, zmm23, zmm27
    vsubpd        zmm12, zmm12, zmm20
    vsubpd        zmm13, zmm13, zmm21
    vsubpd        zmm14, zmm14, zmm22
    vsubpd        zmm15, zmm15, zmm23
    vmulpd        zmm24, zmm20, [r9+200h]
    vmulpd        zmm25, zmm21, [r9+200h]
    vmulpd        zmm26, zmm22, [r9+200h]
    vmulpd        zmm27, zmm23, [r9+200h]
    vsubpd        zmm24, zmm24, zmm16
    vsubpd        zmm25, zmm25, zmm17
    vsubpd        zmm26, zmm26, zmm18
    vsubpd        zmm27, zmm27, zmm19
    vmulpd        zmm20, zmm20, [r9+240h]
    vmulpd        zmm21, zmm21, [r9+240h]
    vmulpd        zmm22, zmm22, [r9+240h]
    vmulpd        zmm23, zmm23, [r9+240h]
    vaddpd        zmm20, zmm24, zmm20
    vaddpd        zmm21, zmm25, zmm21
    vaddpd        zmm22, zmm26, zmm22
    vaddpd        zmm23, zmm27, zmm23
    vmulpd        zmm24, zmm12, [r9+200h]
    vmulpd        zmm25, zmm13, [r9+200h]
    vmulpd        zmm26, zmm14, [r9+200h]
    vmulpd        zmm27, zmm15, [r9+200h]
    vaddpd        zmm20, zmm20, zmm24
    vaddpd        zmm21, zmm21, zmm25
    vaddpd        zmm22, zmm22, zmm26
    vaddpd        zmm23, zmm23, zmm27
    vmulpd        zmm12, zmm12, [r9+240h]
    vmulpd        zmm13, zmm13, [r9+240h]
    vmulpd        zmm14, zmm14, [r9+240h]
    vmulpd        zmm15, zmm15, [r9+240h]
    vaddpd        zmm12, zmm20, zmm12
    vaddpd        zmm13, zmm21, zmm13
    vaddpd        zmm14, zmm22, zmm14
    vaddpd        zmm15, zmm23, zmm15
    vsubpd        zmm8, zmm8, zmm16
    vsubpd        zmm9, zmm9, zmm17
    vsubpd        zmm10, zmm10, zmm18
    vsubpd        zmm11, zmm11, zmm19
    vsubpd        zmm8, zmm8, zmm12
    vsubpd        zmm9, zmm9, zmm13
    vsubpd        zmm10, zmm10, zmm14
    vsubpd        zmm11, zmm11, zmm15
    vcmplt_oqpd   k6, zmm8, [c7]{1to8}
    kmovb         [r9+380h], k6
    vcmplt_oqpd   k6, zmm9, [c7]{1to8}
    kmovb         [r9+3C0h], k6
    vcmplt_oqpd   k6, zmm10, [c7]{1to8}
    kmovb         [r9+400h], k6
    vcmplt_oqpd   k6, zmm11, [c7]{1to8}
    kmovb         [r9+440h], k6
    kmovb         k7, [r9+380h]
    vbroadcastsd  zmm30, [c7]
    vblendmpd     zmm12{k7}, zmm30, [r9+40h]
    kmovb         k7, [r9+3C0h]
    vbroadcastsd  zmm30, [c7]
    vblendmpd     zmm13{k7}, zmm30, [r9+40h]
    kmovb         k7, [r9+400h]
    vbroadcastsd  zmm30, [c7]
    vblendmpd     zmm14{k7}, zmm30, [r9+40h]
    kmovb         k7, [r9+440h]
    vbroadcastsd  zmm30, [c7]
    vblendmpd     zmm15{k7}, zmm30, [r9+40h]
    vaddpd        zmm8, zmm8, zmm12
    vaddpd        zmm9, zmm9, zmm13
    vaddpd        zmm10, zmm10, zmm14
    vaddpd        zmm11, zmm11, zmm15
    vandpd        zmm12, zmm0, [c6]{1to8}
    vandpd        zmm13, zmm1, [c6]{1to8}
    vandpd        zmm14, zmm2, [c6]{1to8}
    vandpd        zmm15, zmm3, [c6]{1to8}
    vorpd         zmm8, zmm8, zmm12
    vorpd         zmm9, zmm9, zmm13
    vorpd         zmm10, zmm10, zmm14
    vorpd         zmm11, zmm11, zmm15
    korb          k6, k1, k2
    korb          k6, k6, k3
    kortestb      k6, k4
    je            L1
    vmovupd       [r9+580h], zmm4
    vmovupd       [r9+5C0h], zmm5
    vmovupd       [r9+600h], zmm6
    vmovupd       [r9+640h], zmm7
    kmovb         [r9+680h], k1
    kmovb         [r9+6C0h], k2
    kmovb         [r9+700h], k3
    kmovb         [r9+740h], k4
    vmovupd       [r9+780h], zmm8
    vmovupd       [r9+7C0h], zmm9
    vmovupd       [r9+800h], zmm10
    vmovupd       [r9+840h], zmm11
    vmovupd       [r9+880h], zmm0
    vmovupd       [r9+8C0h], zmm1
    vmovupd       [r9+900h], zmm2
    vmovupd       [r9+940h], zmm3
    vbroadcastsd  zmm31, [c0]
    vmovupd       [r9+0A80h], zmm31
    vbroadcastsd  zmm31, [c0]
    vmovupd       [r9+0AC0h], zmm31
    vbroadcastsd  zmm31, [c0]
    vmovupd       [r9+0B00h], zmm31
    vbroadcastsd  zmm31, [c0]
    vmovupd       [r9+0B40h], zmm31
    kmovb         eax, k1
    mov           rcx, rax
    kmovb         eax, k2
    shl           rax, 8
    or            rcx, rax
    kmovb         eax, k3
    shl           rax, 10h
    or            rcx, rax
    kmovb         eax, k4
    shl           rax, 18h
    or            rcx, rax
    mov           [rdi+item], rsi
    mov           r10, rcx
    lea           rsi, [r9+880h]
    lea           rdx, [r9+0A80h]
    lea           rcx, [r9+0C80h]
    mov           r9, r10
    mov           r8d, 20h
    mov           rdi, [rdi+38h]
    add           rdi, 90h
    vzeroupper
    call          qword ptr [rdi+end]
    mov           rdi, [rsp]
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    vmovupd       zmm4, [r9+580h]
    vmovupd       zmm5, [r9+5C0h]
    vmovupd       zmm6, [r9+600h]
    vmovupd       zmm7, [r9+640h]
    kmovb         k1, [r9+680h]
    kmovb         k2, [r9+6C0h]
    kmovb         k3, [r9+700h]
    kmovb         k4, [r9+740h]
    vmovupd       zmm8, [r9+780h]
    vmovupd       zmm9, [r9+7C0h]
    vmovupd       zmm10, [r9+800h]
    vmovupd       zmm11, [r9+840h]
    vmovupd       zmm0, [r9+0C80h]
    vmovupd       zmm1, [r9+0CC0h]
    vmovupd       zmm2, [r9+0D00h]
    vmovupd       zmm3, [r9+0D40h]
L1:
    vblendmpd     zmm0{k1}, zmm8, zmm0
    vblendmpd     zmm1{k2}, zmm9, zmm1
    vblendmpd     zmm2{k3}, zmm10, zmm2
    vblendmpd     zmm3{k4}, zmm11, zmm3
    vaddpd        zmm0, zmm4, zmm0
    vaddpd        zmm1, zmm5, zmm1
    vaddpd        zmm2, zmm6, zmm2
    vaddpd        zmm3, zmm7, zmm3
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
    cmp           rsi, [rdi+end]
    jae           L2
    cmp           byte ptr [r8], 0
    jne           L3
    jmp           L0
L2:
    mov           [rdi+item], rsi
    mov           eax, 0
    vzeroupper
    pop           rdi
    ret
    mov           [rdi+item], rsi
    mov           eax, 2
    vzeroupper
    pop           rdi
    ret
L3:
    mov           [rdi+item], rsi
    mov           eax, 1
    vzeroupper
    pop           rdi
    ret

c0:  1 × 4008000000000000 (3.0)
c1:  1 × 7fffffffffffffff (NaN)
c2:  1 × 07b0000000000000 (1.1830521861667747e-271)
c3:  1 × 7830000000000000 (8.452712498170644e270)
c4:  1 × 4340000000000000 (9007199254740992.0)
c5:  1 × 41a0000002000000 (134217729.0)
c6:  1 × 8000000000000000 (-0.0)
c7:  1 × 0000000000000000 (0.0)
