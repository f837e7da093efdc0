import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { toolRequirements } from './tools.ts'

it('the image has every package that the doctor would ask for, in the order of their names', async () => {
	const text = await readFile(join(import.meta.dirname, '../../Dockerfile'), 'utf8')
	const [, list = ''] = /--no-install-recommends \\\n([^]*?)\n(?!\t)/.exec(text) ?? []
	const packages = list.split('\n').map((line) => line.replace(/ \\$/, '').trim())
	expect(packages).toEqual([...packages].sort())
	expect(packages).toEqual(expect.arrayContaining(toolRequirements.flatMap((one) => one.package ?? [])))
})
