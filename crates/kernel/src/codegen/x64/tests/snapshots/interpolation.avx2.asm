; x => { const at = x * 1024, i = Math.floor(at); return t[i] + (t[i + 1] - t[i]) * (at - i) }
; [Memory(F64)] -> F64, strips of 12 items, 1 slots

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
    vmulpd        ymm0, ymm0, [c0]
    vmulpd        ymm1, ymm1, [c0]
    vmulpd        ymm2, ymm2, [c0]
    vroundpd      ymm3, ymm0, 9
    vroundpd      ymm4, ymm1, 9
    vroundpd      ymm5, ymm2, 9
    mov           rcx, [r10]
    vaddpd        ymm13, ymm3, [c1]
    vsubpd        ymm12, ymm13, [c1]
    vcmpeqpd      ymm14, ymm12, ymm3
    vxorpd        ymm12, ymm12, ymm12
    vcmple_oqpd   ymm12, ymm12, ymm3
    vandpd        ymm14, ymm14, ymm12
    vbroadcastsd  ymm12, [r10+10h]
    vcmplt_oqpd   ymm12, ymm3, ymm12
    vandpd        ymm14, ymm14, ymm12
    vpsubq        ymm13, ymm13, [c1]
    vmovmskpd     eax, ymm14
    cmp           eax, 0Fh
    jne           L2
    vxorpd        ymm12, ymm12, ymm12
    vgatherqpd    ymm12, [rcx+ymm13*8], ymm14
    vmovapd       ymm6, ymm12
    mov           rcx, [r10]
    vaddpd        ymm13, ymm4, [c1]
    vsubpd        ymm12, ymm13, [c1]
    vcmpeqpd      ymm14, ymm12, ymm4
    vxorpd        ymm12, ymm12, ymm12
    vcmple_oqpd   ymm12, ymm12, ymm4
    vandpd        ymm14, ymm14, ymm12
    vbroadcastsd  ymm12, [r10+10h]
    vcmplt_oqpd   ymm12, ymm4, ymm12
    vandpd        ymm14, ymm14, ymm12
    vpsubq        ymm13, ymm13, [c1]
    vmovmskpd     eax, ymm14
    cmp           eax, 0Fh
    jne           L2
    vxorpd        ymm12, ymm12, ymm12
    vgatherqpd    ymm12, [rcx+ymm13*8], ymm14
    vmovapd       ymm7, ymm12
    mov           rcx, [r10]
    vaddpd        ymm13, ymm5, [c1]
    vsubpd        ymm12, ymm13, [c1]
    vcmpeqpd      ymm14, ymm12, ymm5
    vxorpd        ymm12, ymm12, ymm12
    vcmple_oqpd   ymm12, ymm12, ymm5
    vandpd        ymm14, ymm14, ymm12
    vbroadcastsd  ymm12, [r10+10h]
    vcmplt_oqpd   ymm12, ymm5, ymm12
    vandpd        ymm14, ymm14, ymm12
    vpsubq        ymm13, ymm13, [c1]
    vmovmskpd     eax, ymm14
    cmp           eax, 0Fh
    jne           L2
    vxorpd        ymm12, ymm12, ymm12
    vgatherqpd    ymm12, [rcx+ymm13*8], ymm14
    vmovapd       ymm8, ymm12
    vaddpd        ymm9, ymm3, [c2]
    vaddpd        ymm10, ymm4, [c2]
    vaddpd        ymm11, ymm5, [c2]
    mov           rcx, [r10]
    vaddpd        ymm13, ymm9, [c1]
    vsubpd        ymm12, ymm13, [c1]
    vcmpeqpd      ymm14, ymm12, ymm9
    vxorpd        ymm12, ymm12, ymm12
    vcmple_oqpd   ymm12, ymm12, ymm9
    vandpd        ymm14, ymm14, ymm12
    vbroadcastsd  ymm12, [r10+10h]
    vcmplt_oqpd   ymm12, ymm9, ymm12
    vandpd        ymm14, ymm14, ymm12
    vpsubq        ymm13, ymm13, [c1]
    vmovmskpd     eax, ymm14
    cmp           eax, 0Fh
    jne           L2
    vxorpd        ymm12, ymm12, ymm12
    vgatherqpd    ymm12, [rcx+ymm13*8], ymm14
    vmovapd       ymm9, ymm12
    mov           rcx, [r10]
    vaddpd        ymm13, ymm10, [c1]
    vsubpd        ymm12, ymm13, [c1]
    vcmpeqpd      ymm14, ymm12, ymm10
    vxorpd        ymm12, ymm12, ymm12
    vcmple_oqpd   ymm12, ymm12, ymm10
    vandpd        ymm14, ymm14, ymm12
    vbroadcastsd  ymm12, [r10+10h]
    vcmplt_oqpd   ymm12, ymm10, ymm12
    vandpd        ymm14, ymm14, ymm12
    vpsubq        ymm13, ymm13, [c1]
    vmovmskpd     eax, ymm14
    cmp           eax, 0Fh
    jne           L2
    vxorpd        ymm12, ymm12, ymm12
    vgatherqpd    ymm12, [rcx+ymm13*8], ymm14
    vmovapd       ymm10, ymm12
    mov           rcx, [r10]
    vaddpd        ymm13, ymm11, [c1]
    vsubpd        ymm12, ymm13, [c1]
    vcmpeqpd      ymm14, ymm12, ymm11
    vxorpd        ymm12, ymm12, ymm12
    vcmple_oqpd   ymm12, ymm12, ymm11
    vandpd        ymm14, ymm14, ymm12
    vbroadcastsd  ymm12, [r10+10h]
    vcmplt_oqpd   ymm12, ymm11, ymm12
    vandpd        ymm14, ymm14, ymm12
    vpsubq        ymm13, ymm13, [c1]
    vmovmskpd     eax, ymm14
    cmp           eax, 0Fh
    jne           L2
    vxorpd        ymm12, ymm12, ymm12
    vgatherqpd    ymm12, [rcx+ymm13*8], ymm14
    vmovapd       ymm11, ymm12
    vsubpd        ymm9, ymm9, ymm6
    vsubpd        ymm10, ymm10, ymm7
    vsubpd        ymm11, ymm11, ymm8
    vsubpd        ymm0, ymm0, ymm3
    vsubpd        ymm1, ymm1, ymm4
    vsubpd        ymm2, ymm2, ymm5
    vmulpd        ymm0, ymm9, ymm0
    vmulpd        ymm1, ymm10, ymm1
    vmulpd        ymm2, ymm11, ymm2
    vaddpd        ymm0, ymm6, ymm0
    vaddpd        ymm1, ymm7, ymm1
    vaddpd        ymm2, ymm8, ymm2
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

c0:  4 × 4090000000000000 (1024.0)
c1:  4 × 4330000000000000 (4503599627370496.0)
c2:  4 × 3ff0000000000000 (1.0)
