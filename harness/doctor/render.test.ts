import { describe, expect, it } from 'vitest'
import type { Row } from './accelerator.ts'
import { diagnosisJson, renderDiagnosis } from './render.ts'

const cpio: Row = {
	id: 'cpio',
	why: 'writes the initrd',
	fatal: true,
	package: 'cpio',
	hint: 'Install the package cpio.',
	finding: { state: 'missing', note: 'not installed' },
}
const xz: Row = {
	id: 'xz',
	why: 'unpacks .ko.xz kernel modules',
	fatal: true,
	finding: { state: 'ok', version: '5.4.1' },
}

describe("the doctor's table", () => {
	it('ends with the command that mends what is missing', () => {
		const diagnosis = { rows: [cpio, xz], ready: false, packages: ['cpio'] }
		expect(renderDiagnosis(diagnosis, { color: false, isRoot: true })).toMatchInlineSnapshot(`
			"  missing  cpio  -      writes the initrd
			             not installed
			  ok       xz    5.4.1  unpacks .ko.xz kernel modules

			Tests cannot run on this machine yet.
			To install what is missing, run: rootless-matrix doctor --fix
			It runs: env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends cpio
			"
		`)
	})

	it('of a complete machine ends with one reassuring line', () => {
		const text = renderDiagnosis({ rows: [xz], ready: true, packages: [] }, { color: false, isRoot: true })
		expect(text).toMatchInlineSnapshot(`
			"  ok       xz  5.4.1  unpacks .ko.xz kernel modules

			This machine has everything that is needed.
			"
		`)
	})

	it('gives the hint for what apt cannot mend', () => {
		const { package: _, ...noPackage } = cpio
		const diagnosis = { rows: [{ ...noPackage, hint: 'Free some space.' }], ready: false, packages: [] }
		expect(renderDiagnosis(diagnosis, { color: false, isRoot: true })).toContain('cpio: Free some space.')
	})

	it('passes no escape sequence of a program on to the terminal', () => {
		const evil: Row = { ...xz, finding: { state: 'ok', version: '\u001b]0;owned\u00075.4\u001b[2J\r' } }
		const text = renderDiagnosis({ rows: [evil], ready: true, packages: [] }, { color: false, isRoot: true })
		expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
	})

	it('as JSON carries the state of every row', () => {
		expect(JSON.parse(diagnosisJson({ rows: [cpio], ready: false, packages: ['cpio'] }))).toEqual({
			ready: false,
			packages: ['cpio'],
			rows: [
				{
					id: 'cpio',
					why: 'writes the initrd',
					fatal: true,
					package: 'cpio',
					hint: 'Install the package cpio.',
					state: 'missing',
					note: 'not installed',
				},
			],
		})
	})
})
