import { mkdtemp, mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { cliInMemory as cli } from './testing/fake-ambient.ts'

let dir = ''
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'rm-found-'))
	await mkdir(join(dir, 'deep/er'), { recursive: true })
	vi.spyOn(process, 'cwd').mockReturnValue(join(dir, 'deep/er'))
})
afterEach(async () => {
	vi.restoreAllMocks()
	await rm(dir, { recursive: true })
})

it('without --preset and --matrix, a verb takes rootless-matrix.yaml of the nearest directory above', async () => {
	expect((await cli(['plan'])).stderr).toContain('there is no rootless-matrix.yaml here, nor above')
	await cli(['init', '--output', join(dir, 'rootless-matrix.yaml')])
	const { code, stdout } = await cli(['plan', '--json'])
	expect(code).toBe(0)
	expect((JSON.parse(stdout) as { cells: unknown[] }).cells).toHaveLength(4)
})
