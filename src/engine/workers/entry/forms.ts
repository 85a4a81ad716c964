/**
 * Makes the arguments of single calls from flat values and their forms (../forms.ts). Object literals make the objects: neither
 * setters nor whatever else user code may have put on `Object.prototype` meets them.
 */
import { compileFunction } from 'node:vm'
import type { Form, Formed } from '../forms'

type Make = (values: readonly unknown[], at: number) => unknown[]

/** What makes the arguments of a form, and how many values it takes. */
interface Maker {
  readonly make: Make
  readonly size: number
}

/** The latest; a message brings the texts of its forms again. */
const KEPT = 64
const texts: string[] = []
const makers: Maker[] = []
let made = 0

const { keys } = Object
const { isArray } = Array
const { parse, stringify } = JSON

function makerOf(text: string): Maker {
  for (let i = 0; i < texts.length; i++) if (texts[i] === text) return makers[i] as Maker
  const form = parse(text) as Form
  const maker = {
    make: compileFunction(`return ${literal(form, 0)}`, ['v', 'i']) as Make,
    size: sizeOf(form),
  }
  const at = made++ % KEPT
  texts[at] = text
  makers[at] = maker
  return maker
}

function sizeOf(form: Form): number {
  if (form === 0) return 1
  let size = 0
  const names = keys(form)
  for (let i = 0; i < names.length; i++)
    size += sizeOf((form as Record<string, Form>)[names[i] as string] as Form)
  return size
}

/** The expression for a value whose primitives begin at `i + at`. */
function literal(form: Form, at: number): string {
  if (form === 0) return `v[i+${at}]`
  const list = isArray(form)
  const names = keys(form)
  let text = ''
  let next = at
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    const member = (form as Record<string, Form>)[name] as Form
    if (i > 0) text += ','
    // In brackets, or `__proto__` would be another thing.
    if (!list) text += name === '__proto__' ? `["__proto__"]:` : `${stringify(name)}:`
    text += literal(member, next)
    next += sizeOf(member)
  }
  return list ? `[${text}]` : `{${text}}`
}

/** What gives the arguments of the call at an offset. */
export function argumentsOf({ values, forms, which }: Formed): (offset: number) => unknown[] {
  const first = makerOf(forms[0] as string)
  if (which === undefined) {
    const { make, size } = first
    return (offset) => make(values, offset * size)
  }
  const known: Maker[] = []
  for (let i = 0; i < forms.length; i++) known[i] = makerOf(forms[i] as string)
  const starts: number[] = []
  let at = 0
  for (let i = 0; i < which.length; i++) {
    starts[i] = at
    at += (known[which[i] as number] as Maker).size
  }
  return (offset) =>
    (known[which[offset] as number] as Maker).make(values, starts[offset] as number)
}
