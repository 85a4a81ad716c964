; x => Math.exp(-x * x) * Math.sin(x + k) + x % 3
; [Memory(F64)] -> F64, strips of 8 items, 52 slots

    endbr64
    push          rdi
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    vmovupd       ymm15, [c0]
    vandpd        ymm15, ymm15, [c1]
    vmovupd       [r9+40h], ymm15
    vmovupd       ymm15, [c2]
    vcmple_oqpd   ymm15, ymm15, [r9+40h]
    vmovupd       [r9+80h], ymm15
    vmovupd       ymm15, [r9+40h]
    vcmple_oqpd   ymm15, ymm15, [c3]
    vmovupd       [r9+0C0h], ymm15
    vmovupd       ymm15, [c4]
    vmulpd        ymm15, ymm15, [r9+40h]
    vmovupd       [r9+100h], ymm15
    vmovupd       ymm15, [r9+0C0h]
    vandpd        ymm15, ymm15, [r9+80h]
    vmovupd       [r9+140h], ymm15
    vmovupd       ymm15, [c5]
    vmulpd        ymm15, ymm15, [r9+40h]
    vmovupd       [r9+180h], ymm15
    vmovupd       ymm15, [r9+180h]
    vsubpd        ymm15, ymm15, [r9+40h]
    vmovupd       [r9+1C0h], ymm15
    vmovupd       ymm15, [r9+180h]
    vsubpd        ymm15, ymm15, [r9+1C0h]
    vmovupd       [r9+200h], ymm15
    vmovupd       ymm15, [r9+40h]
    vsubpd        ymm15, ymm15, [r9+200h]
    vmovupd       [r9+240h], ymm15
L0:
    mov           rax, [r11]
    vmovupd       ymm0, [rax+rsi*8]
    mov           rax, [r11]
    vmovupd       ymm1, [rax+rsi*8+20h]
    vxorpd        ymm2, ymm0, [c6]
    vxorpd        ymm3, ymm1, [c6]
    vmulpd        ymm2, ymm2, ymm0
    vmulpd        ymm3, ymm3, ymm1
    vmovupd       [r9+580h], ymm0
    vmovupd       [r9+5C0h], ymm1
    vmovupd       [r9+700h], ymm2
    vmovupd       [r9+720h], ymm3
    mov           [rdi+item], rsi
    lea           rsi, [r9+700h]
    lea           rdx, [r9+700h]
    lea           rcx, [r9+0B00h]
    mov           r8d, 8
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
    vmovupd       ymm0, [r9+580h]
    vmovupd       ymm1, [r9+5C0h]
    vmovupd       ymm15, [r9+0B00h]
    vmovupd       [r9+280h], ymm15
    vmovupd       ymm15, [r9+0B20h]
    vmovupd       [r9+2C0h], ymm15
    vaddpd        ymm2, ymm0, [r9]
    vaddpd        ymm3, ymm1, [r9]
    vmovupd       [r9+580h], ymm0
    vmovupd       [r9+5C0h], ymm1
    vmovupd       [r9+700h], ymm2
    vmovupd       [r9+720h], ymm3
    mov           [rdi+item], rsi
    lea           rsi, [r9+700h]
    lea           rdx, [r9+700h]
    lea           rcx, [r9+0B00h]
    mov           r8d, 8
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
    vmovupd       ymm0, [r9+580h]
    vmovupd       ymm1, [r9+5C0h]
    vmovupd       ymm2, [r9+0B00h]
    vmovupd       ymm3, [r9+0B20h]
    vmulpd        ymm15, ymm2, [r9+280h]
    vmovupd       [r9+300h], ymm15
    vmulpd        ymm15, ymm3, [r9+2C0h]
    vmovupd       [r9+340h], ymm15
    vandpd        ymm4, ymm0, [c1]
    vandpd        ymm5, ymm1, [c1]
    vcmplt_oqpd   ymm6, ymm4, [r9+100h]
    vcmplt_oqpd   ymm7, ymm5, [r9+100h]
    vandpd        ymm6, ymm6, [r9+140h]
    vandpd        ymm7, ymm7, [r9+140h]
    vxorpd        ymm6, ymm6, [c7]
    vxorpd        ymm7, ymm7, [c7]
    vdivpd        ymm8, ymm4, [r9+40h]
    vdivpd        ymm9, ymm5, [r9+40h]
    vroundpd      ymm8, ymm8, 0Bh
    vroundpd      ymm9, ymm9, 0Bh
    vmulpd        ymm10, ymm8, [r9+40h]
    vmulpd        ymm11, ymm9, [r9+40h]
    vmulpd        ymm2, ymm8, [c5]
    vmulpd        ymm3, ymm9, [c5]
    vsubpd        ymm15, ymm2, ymm8
    vmovupd       [r9+380h], ymm15
    vsubpd        ymm15, ymm3, ymm9
    vmovupd       [r9+3C0h], ymm15
    vsubpd        ymm2, ymm2, [r9+380h]
    vsubpd        ymm3, ymm3, [r9+3C0h]
    vsubpd        ymm8, ymm8, ymm2
    vsubpd        ymm9, ymm9, ymm3
    vmulpd        ymm15, ymm2, [r9+200h]
    vmovupd       [r9+400h], ymm15
    vmulpd        ymm15, ymm3, [r9+200h]
    vmovupd       [r9+440h], ymm15
    vmovupd       ymm15, [r9+400h]
    vsubpd        ymm15, ymm15, ymm10
    vmovupd       [r9+480h], ymm15
    vmovupd       ymm15, [r9+440h]
    vsubpd        ymm15, ymm15, ymm11
    vmovupd       [r9+4C0h], ymm15
    vmulpd        ymm2, ymm2, [r9+240h]
    vmulpd        ymm3, ymm3, [r9+240h]
    vaddpd        ymm2, ymm2, [r9+480h]
    vaddpd        ymm3, ymm3, [r9+4C0h]
    vmulpd        ymm15, ymm8, [r9+200h]
    vmovupd       [r9+500h], ymm15
    vmulpd        ymm15, ymm9, [r9+200h]
    vmovupd       [r9+540h], ymm15
    vaddpd        ymm2, ymm2, [r9+500h]
    vaddpd        ymm3, ymm3, [r9+540h]
    vmulpd        ymm8, ymm8, [r9+240h]
    vmulpd        ymm9, ymm9, [r9+240h]
    vaddpd        ymm8, ymm2, ymm8
    vaddpd        ymm9, ymm3, ymm9
    vsubpd        ymm10, ymm4, ymm10
    vsubpd        ymm11, ymm5, ymm11
    vsubpd        ymm10, ymm10, ymm8
    vsubpd        ymm11, ymm11, ymm9
    vcmplt_oqpd   ymm2, ymm10, [c8]
    vcmplt_oqpd   ymm3, ymm11, [c8]
    vmovupd       ymm14, [c8]
    vblendvpd     ymm2, ymm14, [r9+40h], ymm2
    vmovupd       ymm14, [c8]
    vblendvpd     ymm3, ymm14, [r9+40h], ymm3
    vaddpd        ymm10, ymm10, ymm2
    vaddpd        ymm11, ymm11, ymm3
    vandpd        ymm2, ymm0, [c6]
    vandpd        ymm3, ymm1, [c6]
    vorpd         ymm10, ymm10, ymm2
    vorpd         ymm11, ymm11, ymm3
    vorpd         ymm15, ymm6, ymm7
    vmovmskpd     eax, ymm15
    test          eax, eax
    je            L1
    vmovupd       [r9+600h], ymm6
    vmovupd       [r9+640h], ymm7
    vmovupd       [r9+680h], ymm10
    vmovupd       [r9+6C0h], ymm11
    vmovupd       [r9+700h], ymm0
    vmovupd       [r9+720h], ymm1
    vmovupd       ymm15, [c0]
    vmovupd       [r9+900h], ymm15
    vmovupd       ymm15, [c0]
    vmovupd       [r9+920h], ymm15
    vmovmskpd     eax, ymm6
    mov           rcx, rax
    vmovmskpd     eax, ymm7
    shl           rax, 4
    or            rcx, rax
    mov           [rdi+item], rsi
    mov           r10, rcx
    lea           rsi, [r9+700h]
    lea           rdx, [r9+900h]
    lea           rcx, [r9+0B00h]
    mov           r9, r10
    mov           r8d, 8
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
    vmovupd       ymm6, [r9+600h]
    vmovupd       ymm7, [r9+640h]
    vmovupd       ymm10, [r9+680h]
    vmovupd       ymm11, [r9+6C0h]
    vmovupd       ymm0, [r9+0B00h]
    vmovupd       ymm1, [r9+0B20h]
L1:
    vblendvpd     ymm0, ymm10, ymm0, ymm6
    vblendvpd     ymm1, ymm11, ymm1, ymm7
    vaddpd        ymm0, ymm0, [r9+300h]
    vaddpd        ymm1, ymm1, [r9+340h]
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8], ymm0
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+20h], ymm1
    add           rsi, 8
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

c0:  4 × 4008000000000000 (3.0)
c1:  4 × 7fffffffffffffff (NaN)
c2:  4 × 07b0000000000000 (1.1830521861667747e-271)
c3:  4 × 7830000000000000 (8.452712498170644e270)
c4:  4 × 4340000000000000 (9007199254740992.0)
c5:  4 × 41a0000002000000 (134217729.0)
c6:  4 × 8000000000000000 (-0.0)
c7:  4 × ffffffffffffffff (NaN)
c8:  4 × 0000000000000000 (0.0)
