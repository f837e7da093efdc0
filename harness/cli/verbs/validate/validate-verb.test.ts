import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadMatrix, planMatrix } from '#harness/matrix'
import { keysOf } from '../../flags/plan-estimate.ts'
import { cliInMemory as cli } from '../../testing/fake-ambient.ts'

let dir = ''
let file = ''
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'rm-validate-'))
	file = join(dir, 'rootless-matrix.yaml')
	await cli(['init', '--output', file])
})
afterEach(() => rm(dir, { recursive: true }))

it('says that a file is right, and how many cells it has', async () => {
	const { code, stdout } = await cli(['validate', file])
	expect(code).toBe(0)
	expect(stdout.split('\n')[0]).toBe(`${file} is right: 4 cells.`)
})

it('says in one line that versions were only read, but of those that the lock has', async () => {
	const text = await readFile(file, 'utf8')
	await writeFile(file, text.replaceAll('debian:6.12', 'debian:9.99').replaceAll('27.5.1', '27.99.1'))
	const { code, stdout } = await cli(['validate', file])
	expect(code).toBe(0)
	expect(stdout.match(/not looked up/gi)).toHaveLength(1)
	const pinned = { url: 'https://example.test/x', size: 1, sha256: 'a'.repeat(64) }
	const { cells } = planMatrix(await loadMatrix({ file }))
	await writeFile(
		join(dir, 'rootless-matrix.lock.yaml'),
		JSON.stringify({
			lockVersion: 1,
			artifacts: Object.fromEntries(keysOf(cells).map((key) => [key, pinned])),
		}),
	)
	expect((await cli(['validate', file])).stdout).toBe(`${file} is right: 4 cells.\n`)
})

it('says every mistake of the file and of its lock file with its place, and ends with 2', async () => {
	await writeFile(file, 'schemaVersion: 1\nname: x\ncoverage: ful\nnmae: y\n')
	await writeFile(join(dir, 'rootless-matrix.lock.yaml'), 'lockVersion: 7\nartifacts: {}\n')
	const text = await cli(['validate', file])
	expect([text.code, text.stdout]).toEqual([2, ''])
	expect(text.stderr).toContain(`${file}:3:11: coverage:`)
	expect(text.stderr).toContain('rootless-matrix.lock.yaml:1:')
	const { code, stdout } = await cli(['validate', file, '--json'])
	expect(code).toBe(2)
	const said = JSON.parse(stdout) as { valid: boolean; problems: { line?: number }[] }
	expect(said.valid).toBe(false)
	expect(said.problems.map(({ line }) => line)).toEqual([3, 4, undefined])
})

it('says why a file cannot be read, and what to give instead', async () => {
	for (const name of [join(dir, 'nothere.yaml'), '-']) {
		const { code, stderr } = await cli(['validate', name])
		expect(code).toBe(2)
		expect(stderr).toBe(
			`rootless-matrix: there is no matrix file ${name}\nGive the path of a YAML file, or use --preset quick.\n`,
		)
		const json = await cli(['validate', name, '--json'])
		expect(JSON.parse(json.stdout)).toMatchObject({
			problems: [
				{
					message: `there is no matrix file ${name}`,
					hint: expect.stringMatching(/^Give the path/) as string,
				},
			],
		})
	}
	await writeFile(file, (await readFile(file, 'utf8')).replace('coverage', 'covrage'))
	const said = await cli(['validate', file, '--json'])
	expect(said.stdout).toContain('"suggestion": "coverage"')
})

it('says what to name where no file is found', async () => {
	const { code, stderr } = await cli(['validate', '--jsn'])
	expect(code).toBe(2)
	expect(stderr).toContain('Did you mean --json?')
})
