; cx => { let x = 0, y = 0, n = 0
; while (n < 200 && x * x + y * y <= 4) { const next = x * x - y * y + cx; y = 2 * x * y + 0.1; x = next; n++ }
; return n }
; [Memory(F64)] -> F64, strips of 4 items, 0 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    mov           rdx, [rdi+end]
    vmovupd       ymm10, [c0]
    vmovupd       ymm11, [c1]
L0:
    vmovupd       ymm0, [c2]
    vmovupd       ymm1, [c2]
    vmovupd       ymm2, [c2]
    vmovupd       ymm3, [c3]
    mov           rax, [r11]
    vmovupd       ymm4, [rax+rsi*8]
    vmovmskpd     eax, ymm3
    test          eax, eax
    je            L2
L1:
    vmulpd        ymm5, ymm0, ymm0
    vmulpd        ymm6, ymm1, ymm1
    vsubpd        ymm5, ymm5, ymm6
    vaddpd        ymm5, ymm5, ymm4
    vmulpd        ymm6, ymm10, ymm0
    vmulpd        ymm6, ymm6, ymm1
    vaddpd        ymm1, ymm6, ymm11
    vaddpd        ymm6, ymm2, [c4]
    vcmplt_oqpd   ymm7, ymm6, [c5]
    vmulpd        ymm8, ymm5, ymm5
    vmulpd        ymm9, ymm1, ymm1
    vaddpd        ymm8, ymm8, ymm9
    vcmple_oqpd   ymm8, ymm8, [c6]
    vandpd        ymm7, ymm7, ymm8
    vmovupd       ymm0, ymm5
    vblendvpd     ymm2, ymm2, ymm6, ymm3
    vandpd        ymm3, ymm3, ymm7
    vmovmskpd     eax, ymm3
    test          eax, eax
    je            L2
    cmp           byte ptr [r8], 0
    jne           L4
    jmp           L1
L2:
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8], ymm2
    add           rsi, 4
    cmp           rsi, rdx
    jae           L3
    cmp           byte ptr [r8], 0
    jne           L4
    jmp           L0
L3:
    mov           [rdi+item], rsi
    mov           eax, 0
    vzeroupper
    ret
    mov           [rdi+item], rsi
    mov           eax, 2
    vzeroupper
    ret
L4:
    mov           [rdi+item], rsi
    mov           eax, 1
    vzeroupper
    ret

c0:  4 × 4000000000000000 (2.0)
c1:  4 × 3fb999999999999a (0.1)
c2:  4 × 0000000000000000 (0.0)
c3:  4 × ffffffffffffffff (NaN)
c4:  4 × 3ff0000000000000 (1.0)
c5:  4 × 4069000000000000 (200.0)
c6:  4 × 4010000000000000 (4.0)
