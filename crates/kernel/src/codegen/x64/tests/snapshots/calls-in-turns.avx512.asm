; x => { let guess = 1
; for (let i = 0; i < 30; i++) {
; const power = Math.exp(guess), step = (guess * power - x) / (power * (guess + 1))
; guess -= step
; if (Math.abs(step) < 1e-12) break
; }
; return guess }
; [Memory(F64)] -> F64, strips of 32 items, 48 slots

    endbr64
    push          rdi
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    vbroadcastsd  zmm20, [c0]
L0:
    vmovupd       zmm0, zmm20
    vmovupd       zmm1, zmm20
    vmovupd       zmm2, zmm20
    vmovupd       zmm3, zmm20
    vbroadcastsd  zmm4, [c1]
    vbroadcastsd  zmm5, [c1]
    vbroadcastsd  zmm6, [c1]
    vbroadcastsd  zmm7, [c1]
    kxnorb        k6, k6, k6
    kmovb         k1, k6
    kxnorb        k6, k6, k6
    kmovb         k2, k6
    kxnorb        k6, k6, k6
    kmovb         k3, k6
    kxnorb        k6, k6, k6
    kmovb         k4, k6
    mov           rax, [r11]
    vmovupd       zmm31, [rax+rsi*8]
    vmovupd       [r9], zmm31
    mov           rax, [r11]
    vmovupd       zmm31, [rax+rsi*8+40h]
    vmovupd       [r9+40h], zmm31
    mov           rax, [r11]
    vmovupd       zmm31, [rax+rsi*8+80h]
    vmovupd       [r9+80h], zmm31
    mov           rax, [r11]
    vmovupd       zmm31, [rax+rsi*8+0C0h]
    vmovupd       [r9+0C0h], zmm31
    korb          k6, k1, k2
    korb          k6, k6, k3
    kortestb      k6, k4
    je            L2
L1:
    vmovupd       [r9+300h], zmm0
    vmovupd       [r9+340h], zmm1
    vmovupd       [r9+380h], zmm2
    vmovupd       [r9+3C0h], zmm3
    vmovupd       [r9+400h], zmm4
    vmovupd       [r9+440h], zmm5
    vmovupd       [r9+480h], zmm6
    vmovupd       [r9+4C0h], zmm7
    kmovb         [r9+500h], k1
    kmovb         [r9+540h], k2
    kmovb         [r9+580h], k3
    kmovb         [r9+5C0h], k4
    vmovupd       [r9+600h], zmm0
    vmovupd       [r9+640h], zmm1
    vmovupd       [r9+680h], zmm2
    vmovupd       [r9+6C0h], zmm3
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
    lea           rsi, [r9+600h]
    lea           rdx, [r9+600h]
    lea           rcx, [r9+0A00h]
    mov           r9, r10
    mov           r8d, 20h
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
    vbroadcastsd  zmm20, [c0]
    vmovupd       zmm0, [r9+300h]
    vmovupd       zmm1, [r9+340h]
    vmovupd       zmm2, [r9+380h]
    vmovupd       zmm3, [r9+3C0h]
    vmovupd       zmm4, [r9+400h]
    vmovupd       zmm5, [r9+440h]
    vmovupd       zmm6, [r9+480h]
    vmovupd       zmm7, [r9+4C0h]
    kmovb         k1, [r9+500h]
    kmovb         k2, [r9+540h]
    kmovb         k3, [r9+580h]
    kmovb         k4, [r9+5C0h]
    vmovupd       zmm8, [r9+0A00h]
    vmovupd       zmm9, [r9+0A40h]
    vmovupd       zmm10, [r9+0A80h]
    vmovupd       zmm11, [r9+0AC0h]
    vmulpd        zmm12, zmm0, zmm8
    vmulpd        zmm13, zmm1, zmm9
    vmulpd        zmm14, zmm2, zmm10
    vmulpd        zmm15, zmm3, zmm11
    vsubpd        zmm12, zmm12, [r9]
    vsubpd        zmm13, zmm13, [r9+40h]
    vsubpd        zmm14, zmm14, [r9+80h]
    vsubpd        zmm15, zmm15, [r9+0C0h]
    vaddpd        zmm16, zmm0, zmm20
    vaddpd        zmm17, zmm1, zmm20
    vaddpd        zmm18, zmm2, zmm20
    vaddpd        zmm19, zmm3, zmm20
    vmulpd        zmm8, zmm8, zmm16
    vmulpd        zmm9, zmm9, zmm17
    vmulpd        zmm10, zmm10, zmm18
    vmulpd        zmm11, zmm11, zmm19
    vdivpd        zmm8, zmm12, zmm8
    vdivpd        zmm9, zmm13, zmm9
    vdivpd        zmm10, zmm14, zmm10
    vdivpd        zmm11, zmm15, zmm11
    vsubpd        zmm0{k1}, zmm0, zmm8
    vsubpd        zmm1{k2}, zmm1, zmm9
    vsubpd        zmm2{k3}, zmm2, zmm10
    vsubpd        zmm3{k4}, zmm3, zmm11
    vandpd        zmm8, zmm8, [c2]{1to8}
    vandpd        zmm9, zmm9, [c2]{1to8}
    vandpd        zmm10, zmm10, [c2]{1to8}
    vandpd        zmm11, zmm11, [c2]{1to8}
    vcmplt_oqpd   k6, zmm8, [c3]{1to8}
    kmovb         [r9+100h], k6
    vcmplt_oqpd   k6, zmm9, [c3]{1to8}
    kmovb         [r9+140h], k6
    vcmplt_oqpd   k6, zmm10, [c3]{1to8}
    kmovb         [r9+180h], k6
    vcmplt_oqpd   k6, zmm11, [c3]{1to8}
    kmovb         [r9+1C0h], k6
    kmovb         k6, [r9+100h]
    knotb         k6, k6
    kmovb         [r9+200h], k6
    kmovb         k6, [r9+140h]
    knotb         k6, k6
    kmovb         [r9+240h], k6
    kmovb         k6, [r9+180h]
    knotb         k6, k6
    kmovb         [r9+280h], k6
    kmovb         k6, [r9+1C0h]
    knotb         k6, k6
    kmovb         [r9+2C0h], k6
    vaddpd        zmm8, zmm4, zmm20
    vaddpd        zmm9, zmm5, zmm20
    vaddpd        zmm10, zmm6, zmm20
    vaddpd        zmm11, zmm7, zmm20
    kmovb         k7, [r9+200h]
    vblendmpd     zmm4{k7}, zmm4, zmm8
    kmovb         k7, [r9+240h]
    vblendmpd     zmm5{k7}, zmm5, zmm9
    kmovb         k7, [r9+280h]
    vblendmpd     zmm6{k7}, zmm6, zmm10
    kmovb         k7, [r9+2C0h]
    vblendmpd     zmm7{k7}, zmm7, zmm11
    kmovb         k6, [r9+200h]
    kandb         k7, k1, k6
    vcmplt_oqpd   k1{k7}, zmm8, [c4]{1to8}
    kmovb         k6, [r9+240h]
    kandb         k7, k2, k6
    vcmplt_oqpd   k2{k7}, zmm9, [c4]{1to8}
    kmovb         k6, [r9+280h]
    kandb         k7, k3, k6
    vcmplt_oqpd   k3{k7}, zmm10, [c4]{1to8}
    kmovb         k6, [r9+2C0h]
    kandb         k7, k4, k6
    vcmplt_oqpd   k4{k7}, zmm11, [c4]{1to8}
    korb          k6, k1, k2
    korb          k6, k6, k3
    kortestb      k6, k4
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

c0:  1 × 3ff0000000000000 (1.0)
c1:  1 × 0000000000000000 (0.0)
c2:  1 × 7fffffffffffffff (NaN)
c3:  1 × 3d719799812dea11 (1e-12)
c4:  1 × 403e000000000000 (30.0)
