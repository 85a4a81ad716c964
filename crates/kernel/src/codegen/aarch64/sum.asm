# (x) => x * x + 3, as GNU objdump shows it: address, word, instruction
   0  d503245f  bti c
   4  f9400808  ldr x8, [x0, #16]
   8  f9400c09  ldr x9, [x0, #24]
   c  f940140a  ldr x10, [x0, #40]
  10  f9400001  ldr x1, [x0]
  14  f9400402  ldr x2, [x0, #8]
  18  f940014b  ldr x11, [x10]
  1c  8b010d6b  add x11, x11, x1, lsl #3
  20  3dc00160  ldr q0, [x11]
  24  f940014b  ldr x11, [x10]
  28  8b010d6b  add x11, x11, x1, lsl #3
  2c  3dc00561  ldr q1, [x11, #16]
  30  f940014b  ldr x11, [x10]
  34  8b010d6b  add x11, x11, x1, lsl #3
  38  3dc00962  ldr q2, [x11, #32]
  3c  f940014b  ldr x11, [x10]
  40  8b010d6b  add x11, x11, x1, lsl #3
  44  3dc00d63  ldr q3, [x11, #48]
  48  6e60dc00  fmul v0.2d, v0.2d, v0.2d
  4c  6e61dc21  fmul v1.2d, v1.2d, v1.2d
  50  6e62dc42  fmul v2.2d, v2.2d, v2.2d
  54  6e63dc63  fmul v3.2d, v3.2d, v3.2d
  58  9c0004de  ldr q30, f0
  5c  4e7ed400  fadd v0.2d, v0.2d, v30.2d
  60  9c00049e  ldr q30, f0
  64  4e7ed421  fadd v1.2d, v1.2d, v30.2d
  68  9c00045e  ldr q30, f0
  6c  4e7ed442  fadd v2.2d, v2.2d, v30.2d
  70  9c00041e  ldr q30, f0
  74  4e7ed463  fadd v3.2d, v3.2d, v30.2d
  78  f940180b  ldr x11, [x0, #48]
  7c  f940016b  ldr x11, [x11]
  80  8b010d6b  add x11, x11, x1, lsl #3
  84  3d800160  str q0, [x11]
  88  f940180b  ldr x11, [x0, #48]
  8c  f940016b  ldr x11, [x11]
  90  8b010d6b  add x11, x11, x1, lsl #3
  94  3d800561  str q1, [x11, #16]
  98  f940180b  ldr x11, [x0, #48]
  9c  f940016b  ldr x11, [x11]
  a0  8b010d6b  add x11, x11, x1, lsl #3
  a4  3d800962  str q2, [x11, #32]
  a8  f940180b  ldr x11, [x0, #48]
  ac  f940016b  ldr x11, [x11]
  b0  8b010d6b  add x11, x11, x1, lsl #3
  b4  3d800d63  str q3, [x11, #48]
  b8  91002021  add x1, x1, #0x8
  bc  eb02003f  cmp x1, x2
  c0  54000082  b.hs d0
  c4  3940010b  ldrb w11, [x8]
  c8  350000ab  cbnz w11, dc
  cc  17ffffd3  b 18
  d0  f9000001  str x1, [x0]
  d4  52800000  mov w0, #0x0
  d8  d65f03c0  ret
  dc  f9000001  str x1, [x0]
  e0  52800020  mov w0, #0x1
  e4  d65f03c0  ret
  e8  00000000
  ec  00000000
  f0  00000000  .word 0x00000000
  f4  40080000  .word 0x40080000
  f8  00000000  .word 0x00000000
  fc  40080000  .word 0x40080000
