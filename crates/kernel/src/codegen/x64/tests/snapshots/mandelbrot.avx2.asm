; cx => { let x = 0, y = 0, n = 0
; while (n < 200 && x * x + y * y <= 4) { const next = x * x - y * y + cx; y = 2 * x * y + 0.1; x = next; n++ }
; return n }
; [Memory(F64)] -> F64, strips of 4 items, 1 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    vmovupd       ymm15, [c0]
    vmulpd        ymm15, ymm15, [c0]
    vmovupd       [r9], ymm15
    vmovupd       ymm11, [c1]
L0:
    vmovupd       ymm0, [c0]
    vmovupd       ymm1, [c0]
    vmovupd       ymm2, [c0]
    vmovupd       ymm3, [c0]
    vmovupd       ymm4, [c2]
    vmovupd       ymm5, [r9]
    vmovupd       ymm6, [r9]
    mov           rax, [r11]
    vmovupd       ymm7, [rax+rsi*8]
    vmovmskpd     eax, ymm4
    test          eax, eax
    je            L2
L1:
    vsubpd        ymm8, ymm5, ymm6
    vaddpd        ymm8, ymm8, ymm7
    vaddpd        ymm9, ymm0, ymm0
    vmulpd        ymm9, ymm9, ymm1
    vaddpd        ymm1, ymm9, ymm11
    vaddpd        ymm3, ymm3, [c3]
    vcmplt_oqpd   ymm9, ymm3, [c4]
    vmulpd        ymm5, ymm8, ymm8
    vmulpd        ymm6, ymm1, ymm1
    vaddpd        ymm10, ymm5, ymm6
    vcmple_oqpd   ymm10, ymm10, [c5]
    vandpd        ymm9, ymm9, ymm10
    vmovupd       ymm0, ymm8
    vblendvpd     ymm2, ymm2, ymm3, ymm4
    vandpd        ymm4, ymm4, ymm9
    vmovmskpd     eax, ymm4
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
    cmp           rsi, [rdi+end]
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

c0:  4 × 0000000000000000 (0.0)
c1:  4 × 3fb999999999999a (0.1)
c2:  4 × ffffffffffffffff (NaN)
c3:  4 × 3ff0000000000000 (1.0)
c4:  4 × 4069000000000000 (200.0)
c5:  4 × 4010000000000000 (4.0)
