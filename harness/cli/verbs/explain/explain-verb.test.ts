import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { matrixFileName } from '../../find-up.ts'
import { cliInMemory as cli } from '../../testing/fake-ambient.ts'

describe('explain', () => {
	it('answers for versions in flags, without a matrix', async () => {
		const { code, stdout, stderr } = await cli([
			...['explain', '--docker', '27.5.1', '--passt', '2025_05_03', '--rootlesskit', '2.0.2'],
			...['--br-netfilter', 'absent', '--daemon', 'icc=false,ignore-br-netfilter-error=1'],
		])
		expect([code, stderr]).toEqual([0, ''])
		expect(stdout).toContain('▲ SECURITY GAP icc=false is not enforced')
		expect(stdout).toContain('Upgrade RootlessKit to 2.3.2 or newer')
	})

	it('answers for a cell of a preset by its name, its id or a pattern, and as JSON', async () => {
		const slug = 'k6.12-loaded-docker26.1-pasta2025_05_03-implicit-default'
		const byName = await cli(['explain', slug, '-p', 'quick'])
		expect(byName.stdout).toContain('Docker 26.1.5 · RootlessKit 2.0.2 · pasta 2025_05_03')
		expect((await cli(['explain', '9653f9500f82', '-p', 'quick'])).stdout).toBe(byName.stdout)
		const json = await cli(['explain', '-p', 'quick', '--only', '*icc-off', '--json'])
		expect(JSON.parse(json.stdout)).toHaveLength(4)
	})

	it('answers in Chinese where it is asked to, and programs in English as ever', async () => {
		const asked = ['explain', '--docker', '29.9.0', '--lang', 'zh']
		const { code, stdout } = await cli(asked)
		expect(code).toBe(0)
		expect(stdout).toContain('未指定，因此假定：网络驱动为 slirp4netns')
		expect(stdout).toContain('3.2.0 为推断')
		expect(stdout).toContain('预期成立')
		const json = await cli([...asked, '--json'])
		expect(json.stdout).toBe((await cli(['explain', '--docker', '29.9.0', '--json'])).stdout)
	})

	it('explains every cell of every preset', async () => {
		const { code, stdout } = await cli(['explain', '-p', 'nightly', '--json'])
		expect(code).toBe(0)
		expect(stdout).not.toContain('(version not known)')
	})

	it.each([
		['nothing to explain', [], 'say what to explain'],
		['both kinds', ['-p', 'quick', '--docker', '27.5.1'], 'exclude each other'],
		['no Docker', ['--passt', '2025_05_03'], '--docker is needed'],
		[
			'a version that is none',
			['--docker', '27.5.1', '--passt', 'new'],
			'--passt "pasta@new": expected a passt version',
		],
		[
			'a state that is none',
			['--docker', '27.5.1', '--br-netfilter', 'gone'],
			'--br-netfilter "gone": expected one of',
		],
		['a setting that is none', ['--docker', '27.5.1', '--daemon', 'icx=false'], 'did you mean "icc"?'],
		[
			'a value that is none',
			['--docker', '27.5.1', '--daemon', 'icc=perhaps'],
			'icc: expected true or false',
		],
		[
			'a configuration that cannot be',
			['--docker', 'debian:20.10', '--passt', '2025_05_03'],
			'there is no such configuration: RootlessKit 1',
		],
		['a cell that is not there', ['k6.12-nosuch', '-p', 'quick'], 'matches none of the cells'],
	])('%s is exit code 2 and says so', async (_, argv, message) => {
		const { code, stdout, stderr } = await cli(['explain', ...argv])
		expect([code, stdout]).toEqual([2, ''])
		expect(stderr).toContain(message)
	})

	it('finds a cell of the matrix that lies here, as completion offers it', async () => {
		const dir = await mkdtemp(join(tmpdir(), 'rm-explain-'))
		const cwd = vi.spyOn(process, 'cwd').mockReturnValue(dir)
		try {
			const file = join(dir, matrixFileName)
			await cli(['init', '--docker', 'debian:26.1', '--network', 'slirp4netns', '--output', file])
			await writeFile(file, (await readFile(file, 'utf8')).replace('debian:26.1', 'local:mine'))
			const { code, stdout } = await cli(['explain', '*mine*', '--json'])
			expect(code).toBe(0)
			expect(stdout).toContain('"docker": "local:mine"')
		} finally {
			cwd.mockRestore()
			await rm(dir, { recursive: true })
		}
	})

	it('says of a word that names neither a file nor a cell, where no matrix is named, that there is no such file', async () => {
		const { code, stderr } = await cli(['explain', 'bundle.txt'])
		expect(code).toBe(2)
		expect(stderr).toMatchInlineSnapshot(`
			"rootless-matrix: there is no file bundle.txt, and no cell has that name or id
			Cells go with --preset or --matrix; \`rootless-matrix plan --preset full\` lists those that need neither.
			See \`rootless-matrix explain --help\`.
			"
		`)
		const known = await cli(['explain', 'package.json'])
		expect(known.stderr).toContain('package.json is no bundle of `collect`, and no cell')
		const misspelled = await cli(['explain', 'k6.12-loaded-docker26.1-pasta2025_05_03-implicit-defalt'])
		expect(misspelled.stderr).toContain(
			'Did you mean:\n  k6.12-loaded-docker26.1-pasta2025_05_03-implicit-default\n',
		)
	})
})
