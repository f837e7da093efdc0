import { expect, it } from 'vitest'
import { exampleCell, exampleResults } from '../../testing/index.ts'
import { csv } from './csv.ts'
import { junitXml } from './junit.ts'

const plain = exampleCell('a'.repeat(12), 'a')
const other = exampleCell('b'.repeat(12), 'b', { guest: 'debian:12' })

it('a report has a column of guests where a cell names one, and else reads as it always did', () => {
	expect(csv(exampleResults([plain], []))).not.toContain('guest')
	const [head, ...lines] = csv(exampleResults([plain, other], [])).split('\r\n')
	const at = head!.split(',').indexOf('guest')
	expect(lines.slice(0, 2).map((line) => line.split(',')[at])).toEqual(['debian:13', 'debian:12'])
})

it('JUnit has it as a property of its cells alone', () => {
	const found = [...junitXml(exampleResults([plain, other], [])).matchAll(/name="guest" value="([^"]*)"/g)]
	expect(found.map(([, value]) => value)).toEqual(['debian:12'])
})
