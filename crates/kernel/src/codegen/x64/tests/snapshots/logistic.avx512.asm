; x => { for (let i = 0; i < 50; i++) x = 3.7 * x * (1 - x); return x }
; [Memory(F64)] -> F64, strips of 32 items, 0 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    mov           rdx, [rdi+end]
    vbroadcastsd  zmm13, [c0]
    vbroadcastsd  zmm14, [c1]
    vbroadcastsd  zmm15, [c2]
    vbroadcastsd  zmm16, [c3]
L0:
    mov           rax, [r11]
    vmovupd       zmm0, [rax+rsi*8]
    mov           rax, [r11]
    vmovupd       zmm1, [rax+rsi*8+40h]
    mov           rax, [r11]
    vmovupd       zmm2, [rax+rsi*8+80h]
    mov           rax, [r11]
    vmovupd       zmm3, [rax+rsi*8+0C0h]
    vmovupd       zmm4, zmm16
    kxnorb        k6, k6, k6
    kmovb         k1, k6
    kortestb      k1, k1
    je            L2
L1:
    vmulpd        zmm5, zmm14, zmm0
    vmulpd        zmm6, zmm14, zmm1
    vmulpd        zmm7, zmm14, zmm2
    vmulpd        zmm8, zmm14, zmm3
    vsubpd        zmm9, zmm13, zmm0
    vsubpd        zmm10, zmm13, zmm1
    vsubpd        zmm11, zmm13, zmm2
    vsubpd        zmm12, zmm13, zmm3
    vmulpd        zmm0, zmm5, zmm9
    vmulpd        zmm1, zmm6, zmm10
    vmulpd        zmm2, zmm7, zmm11
    vmulpd        zmm3, zmm8, zmm12
    vaddpd        zmm4, zmm4, zmm13
    vcmplt_oqpd   k1, zmm4, zmm15
    kortestb      k1, k1
    je            L2
    cmp           byte ptr [r8], 0
    jne           L4
    jmp           L1
L2:
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

c0:  1 × 3ff0000000000000 (1.0)
c1:  1 × 400d99999999999a (3.7)
c2:  1 × 4049000000000000 (50.0)
c3:  1 × 0000000000000000 (0.0)
