; x => { for (let i = 0; i < 50; i++) x = 3.7 * x * (1 - x); return x }
; [Memory(F64)] -> F64, strips of 12 items, 0 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    vmovupd       ymm11, [c0]
L0:
    mov           rax, [r11]
    vmovupd       ymm0, [rax+rsi*8]
    mov           rax, [r11]
    vmovupd       ymm1, [rax+rsi*8+20h]
    mov           rax, [r11]
    vmovupd       ymm2, [rax+rsi*8+40h]
    vmovupd       ymm3, [c1]
    vmovupd       ymm4, [c2]
    vmovmskpd     eax, ymm4
    test          eax, eax
    je            L2
L1:
    vmulpd        ymm5, ymm0, [c3]
    vmulpd        ymm6, ymm1, [c3]
    vmulpd        ymm7, ymm2, [c3]
    vsubpd        ymm8, ymm11, ymm0
    vsubpd        ymm9, ymm11, ymm1
    vsubpd        ymm10, ymm11, ymm2
    vmulpd        ymm0, ymm5, ymm8
    vmulpd        ymm1, ymm6, ymm9
    vmulpd        ymm2, ymm7, ymm10
    vaddpd        ymm3, ymm3, ymm11
    vcmplt_oqpd   ymm4, ymm3, [c4]
    vmovmskpd     eax, ymm4
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
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+40h], ymm2
    add           rsi, 0Ch
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

c0:  4 × 3ff0000000000000 (1.0)
c1:  4 × 0000000000000000 (0.0)
c2:  4 × ffffffffffffffff (NaN)
c3:  4 × 400d99999999999a (3.7)
c4:  4 × 4049000000000000 (50.0)
