; x => { let guess = 1
; for (let i = 0; i < 30; i++) {
; const power = Math.exp(guess), step = (guess * power - x) / (power * (guess + 1))
; guess -= step
; if (Math.abs(step) < 1e-12) break
; }
; return guess }
; [Memory(F64)] -> F64, strips of 8 items, 34 slots

    endbr64
    push          rdi
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
L0:
    vmovupd       ymm0, [c0]
    vmovupd       ymm1, [c0]
    vmovupd       ymm2, [c1]
    vmovupd       ymm3, [c1]
    vmovupd       ymm4, [c2]
    vmovupd       ymm5, [c2]
    mov           rax, [r11]
    vmovupd       ymm15, [rax+rsi*8]
    vmovupd       [r9], ymm15
    mov           rax, [r11]
    vmovupd       ymm15, [rax+rsi*8+20h]
    vmovupd       [r9+40h], ymm15
    vorpd         ymm15, ymm4, ymm5
    vmovmskpd     eax, ymm15
    test          eax, eax
    je            L2
L1:
    vmovupd       [r9+100h], ymm0
    vmovupd       [r9+140h], ymm1
    vmovupd       [r9+180h], ymm2
    vmovupd       [r9+1C0h], ymm3
    vmovupd       [r9+200h], ymm4
    vmovupd       [r9+240h], ymm5
    vmovupd       [r9+280h], ymm0
    vmovupd       [r9+2A0h], ymm1
    vmovmskpd     eax, ymm4
    mov           rcx, rax
    vmovmskpd     eax, ymm5
    shl           rax, 4
    or            rcx, rax
    mov           [rdi+item], rsi
    mov           r10, rcx
    lea           rsi, [r9+280h]
    lea           rdx, [r9+280h]
    lea           rcx, [r9+680h]
    mov           r9, r10
    mov           r8d, 8
    mov           rdi, [rdi+38h]
    add           rdi, 0
    vzeroupper
    call          qword ptr [rdi+end]
    mov           rdi, [rsp]
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    vmovupd       ymm0, [r9+100h]
    vmovupd       ymm1, [r9+140h]
    vmovupd       ymm2, [r9+180h]
    vmovupd       ymm3, [r9+1C0h]
    vmovupd       ymm4, [r9+200h]
    vmovupd       ymm5, [r9+240h]
    vmovupd       ymm6, [r9+680h]
    vmovupd       ymm7, [r9+6A0h]
    vmulpd        ymm8, ymm0, ymm6
    vmulpd        ymm9, ymm1, ymm7
    vsubpd        ymm8, ymm8, [r9]
    vsubpd        ymm9, ymm9, [r9+40h]
    vaddpd        ymm10, ymm0, [c0]
    vaddpd        ymm11, ymm1, [c0]
    vmulpd        ymm6, ymm6, ymm10
    vmulpd        ymm7, ymm7, ymm11
    vdivpd        ymm6, ymm8, ymm6
    vdivpd        ymm7, ymm9, ymm7
    vsubpd        ymm8, ymm0, ymm6
    vsubpd        ymm9, ymm1, ymm7
    vandpd        ymm6, ymm6, [c3]
    vandpd        ymm7, ymm7, [c3]
    vcmplt_oqpd   ymm6, ymm6, [c4]
    vcmplt_oqpd   ymm7, ymm7, [c4]
    vxorpd        ymm6, ymm6, [c2]
    vxorpd        ymm7, ymm7, [c2]
    vaddpd        ymm10, ymm2, [c0]
    vaddpd        ymm11, ymm3, [c0]
    vcmplt_oqpd   ymm15, ymm10, [c5]
    vmovupd       [r9+80h], ymm15
    vcmplt_oqpd   ymm15, ymm11, [c5]
    vmovupd       [r9+0C0h], ymm15
    vblendvpd     ymm2, ymm2, ymm10, ymm6
    vblendvpd     ymm3, ymm3, ymm11, ymm7
    vandpd        ymm6, ymm6, [r9+80h]
    vandpd        ymm7, ymm7, [r9+0C0h]
    vblendvpd     ymm0, ymm0, ymm8, ymm4
    vblendvpd     ymm1, ymm1, ymm9, ymm5
    vandpd        ymm4, ymm4, ymm6
    vandpd        ymm5, ymm5, ymm7
    vorpd         ymm15, ymm4, ymm5
    vmovmskpd     eax, ymm15
    test          eax, eax
    je            L2
    cmp           byte ptr [r8], 0
    jne           L4
    jmp           L1
L2:
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8], ymm0
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+20h], ymm1
    add           rsi, 8
    cmp           rsi, [rdi+end]
    jae           L3
    cmp           byte ptr [r8], 0
    jne           L4
    jmp           L0
L3:
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
L4:
    mov           [rdi+item], rsi
    mov           eax, 1
    vzeroupper
    pop           rdi
    ret

c0:  4 × 3ff0000000000000 (1.0)
c1:  4 × 0000000000000000 (0.0)
c2:  4 × ffffffffffffffff (NaN)
c3:  4 × 7fffffffffffffff (NaN)
c4:  4 × 3d719799812dea11 (1e-12)
c5:  4 × 403e000000000000 (30.0)
