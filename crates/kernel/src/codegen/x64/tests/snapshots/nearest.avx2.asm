; x => { let best = Infinity, index = -1
; for (let i = 0; i < t.length; i++) {
; const dx = t[i] - x, dy = u[i] - 50, d = dx * dx + dy * dy
; if (d < best) { best = d; index = i }
; }
; return index }
; [Memory(F64)] -> F64, strips of 8 items, 3 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    vmovupd       ymm15, [c0]
    vcmplt_oqpd   ymm15, ymm15, [r9]
    vmovupd       [r9+80h], ymm15
L0:
    vmovupd       ymm0, [c1]
    vmovupd       ymm1, [c1]
    vmovupd       ymm2, [c2]
    vmovupd       ymm3, [c2]
    vmovupd       ymm4, [c0]
    mov           rdx, 0
    vmovupd       ymm5, [r9+80h]
    mov           rax, [r11]
    vmovupd       ymm6, [rax+rsi*8]
    mov           rax, [r11]
    vmovupd       ymm7, [rax+rsi*8+20h]
    vmovmskpd     eax, ymm5
    test          eax, eax
    je            L2
L1:
    cmp           rdx, [r10+8]
    jae           L4
    mov           rcx, [r10]
    vbroadcastsd  ymm8, [rcx+rdx*8]
    vsubpd        ymm9, ymm8, ymm6
    vsubpd        ymm10, ymm8, ymm7
    cmp           rdx, [r10+28h]
    jae           L4
    mov           rcx, [r10+20h]
    vbroadcastsd  ymm8, [rcx+rdx*8]
    vsubpd        ymm8, ymm8, [c3]
    vmulpd        ymm9, ymm9, ymm9
    vmulpd        ymm10, ymm10, ymm10
    vmulpd        ymm8, ymm8, ymm8
    vaddpd        ymm9, ymm9, ymm8
    vaddpd        ymm10, ymm10, ymm8
    vcmplt_oqpd   ymm8, ymm9, ymm0
    vcmplt_oqpd   ymm11, ymm10, ymm1
    vblendvpd     ymm0, ymm0, ymm9, ymm8
    vblendvpd     ymm1, ymm1, ymm10, ymm11
    vblendvpd     ymm2, ymm2, ymm4, ymm8
    vblendvpd     ymm3, ymm3, ymm4, ymm11
    vaddpd        ymm4, ymm4, [c4]
    vcmplt_oqpd   ymm5, ymm4, [r9]
    add           rdx, 1
    vmovmskpd     eax, ymm5
    test          eax, eax
    je            L2
    cmp           byte ptr [r8], 0
    jne           L5
    jmp           L1
L2:
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8], ymm2
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+20h], ymm3
    add           rsi, 8
    cmp           rsi, [rdi+end]
    jae           L3
    cmp           byte ptr [r8], 0
    jne           L5
    jmp           L0
L3:
    mov           [rdi+item], rsi
    mov           eax, 0
    vzeroupper
    ret
L4:
    mov           [rdi+item], rsi
    mov           eax, 2
    vzeroupper
    ret
L5:
    mov           [rdi+item], rsi
    mov           eax, 1
    vzeroupper
    ret

c0:  4 × 0000000000000000 (0.0)
c1:  4 × 7ff0000000000000 (inf)
c2:  4 × bff0000000000000 (-1.0)
c3:  4 × 4049000000000000 (50.0)
c4:  4 × 3ff0000000000000 (1.0)
