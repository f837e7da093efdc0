import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { whyNeverRan } from './reason.ts'
import { syntaxMistakes } from './syntax.ts'

it('says a mistake of syntax with its place, in a sentence', () => {
	// As vitest 4.1 says it.
	const message = `It never ran: late-checks.ts: Transform failed with 1 error:

[PARSE_ERROR] Unexpected token
    ╭─[ suites/egress/link-local.checks.ts:48:12 ]
    │
 48 │ const x = {{
    │            ┬
────╯
`
	expect(whyNeverRan(message)).toBe('suites/egress/link-local.checks.ts:48:12: Unexpected token')
})

it('says where JavaScript has a mistake, and nothing of a file without one', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'rm-syntax-'))
	const [wrong, right] = [join(dir, 'wrong.mjs'), join(dir, 'right.mjs')]
	await writeFile(wrong, 'export default {\n\ta: {{\n')
	await writeFile(right, 'export default { a: 1 }\n')
	expect(await syntaxMistakes([wrong, right, join(dir, 'other.ts')], {})).toEqual([
		`${wrong}:2: Unexpected token '{'`,
	])
	await rm(dir, { recursive: true })
})

it('leaves other reasons as they are, and what is none', () => {
	expect(whyNeverRan("It never ran: late-checks.js: Cannot find module './a.ts'\nat …")).toBe(
		"Cannot find module './a.ts'",
	)
	expect(whyNeverRan('It never ran: no suite reported it')).toBe('no suite reported it')
	expect(whyNeverRan('It did not end: the suites broke off')).toBeUndefined()
	expect(whyNeverRan(undefined)).toBeUndefined()
})
