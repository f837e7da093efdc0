import { execFile, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Command, Option } from 'commander'
import { afterAll, beforeAll, describe, expect, it, test, vi } from 'vitest'
import type { Context } from './context.ts'
import { matrixFileName } from './find-up.ts'
import { wordsOf } from './flags/shared-flags.ts'
import { buildProgram } from './program.ts'
import { cliInMemory as cli, fakeAmbient } from './testing/fake-ambient.ts'

const run = promisify(execFile)

const complete = async (...words: string[]) => {
	const { code, stdout } = await cli(['completion', '--complete', ...words.map((word) => `=${word}`)])
	expect(code).toBe(0)
	return stdout.split('\n').filter(Boolean)
}

test.each([
	[['expl'], ['explain']],
	[
		['images', ''],
		['ls', 'verify', 'gc'],
	],
	[['run', '--preset', 'qu'], ['quick']],
	[['run', '-p', 'qu'], ['quick']],
	[
		['run', '--checks', 'egress.tcp', 'egress.ud'],
		['egress.udp', 'egress.udp-v6', 'egress.udp-fragments'],
	],
	[['run', '--last'], ['--last-failed']],
	[['run', '--reporter', 'dot', 'git'], ['github']],
	[['completion', 'z'], ['zsh']],
	[
		['run', '--jobs', '1'],
		Array.from({ length: availableParallelism() }, (_, at) => `${at + 1}`).filter((one) =>
			one.startsWith('1'),
		),
	],
	// A file, which the shell knows best.
	[['run', '--matrix', ''], []],
	[['nosuch', ''], []],
	[['run', '--preset=qu'], ['--preset=quick']],
	// As bash cuts it, and as it has a word whose quote is open.
	[['run', '--preset', '=', 'qu'], ['quick']],
	[
		['run', '--preset', '='],
		['27.5.1', 'built-kernel', 'debian', 'full', 'nightly', 'quick'],
	],
	[
		['checks', '"egress.ud'],
		['egress.udp', 'egress.udp-v6', 'egress.udp-fragments'],
	],
	[['init', '--docker', 'upstream:27'], ['upstream:27.5.1']],
	[['init', '--docker', 'upstream', ':', '27'], ['27.5.1']],
	[['init', '--network', 'slirp4netns', 'pa'], ['pasta@2025_05_03']],
	[
		['bisect', '--check', 'egress.tcp'],
		['egress.tcp', 'egress.tcp-v6'],
	],
])('%j', async (words, found) => {
	expect((await complete(...words)).sort()).toEqual([...found].sort())
})

interface Spot {
	readonly path: readonly string[]
	readonly option: Option
}

const optionsOf = (verb: Command, path: readonly string[] = []): Spot[] => [
	...verb.options.map((option) => ({ path, option })),
	...verb.commands.flatMap((one) => optionsOf(one, [...path, one.name()])),
]

it('offers the words of every option that takes only some', async () => {
	const { stdout, stderr } = fakeAmbient([]).ambient
	const program = buildProgram({ env: {}, stdout, stderr, version: '' } as unknown as Context, () => {})
	const found = optionsOf(program).filter(({ option }) => wordsOf(option).length > 0)
	const flags = [...new Set(found.map(({ option }) => option.long))].sort()
	expect(flags).toEqual([
		...['--arch', '--at', '--axis', '--br-netfilter', '--driver', '--lang', '--port-driver', '--user'],
	])
	for (const { path, option } of found)
		expect(await complete(...path, option.long ?? '', ''), path.join(' ')).toEqual(wordsOf(option))
	// Whoever lists words in the help declares them: a text such as "loaded, unloaded or absent".
	const listed = optionsOf(program).filter(({ option }) =>
		/^[\w-]+(?:, [\w-]+)* or [\w-]+/.test(option.description),
	)
	for (const { option } of listed) expect(wordsOf(option), option.flags).not.toEqual([])
})

it('knows the cells of the matrix that lies here, where the line names none', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'rm-completion-'))
	const cwd = vi.spyOn(process, 'cwd').mockReturnValue(dir)
	try {
		await cli([
			'init',
			'--docker',
			'debian:26.1',
			'--network',
			'slirp4netns',
			'--output',
			join(dir, matrixFileName),
		])
		const found = await complete('explain', 'k6')
		expect(found).not.toEqual([])
		expect(await complete('plan', '--only', '')).toEqual(found)
		expect(await complete('run', '--only', 'k6')).toEqual(found)
		// As it looks for them itself: in the presets.
		expect(await complete('shell', 'k6.12-absent-docker28')).not.toEqual([])
	} finally {
		cwd.mockRestore()
		await rm(dir, { recursive: true })
	}
})

it('knows the cells of the matrix that the line names', async () => {
	const found = await complete('run', '--preset', 'quick', '--only', 'k6.12-absent-docker28')
	expect(found.length).toBeGreaterThan(0)
	for (const name of found) expect(name).toMatch(/^k6\.12-absent-docker28/)
})

it.each([[['explain']], [['shell']], [['shell', '--at', 'netns']]])(
	'knows the cells of the matrix behind %j',
	async (verb) => {
		for (const preset of [['--preset', 'quick'], ['--preset=quick']])
			expect(await complete(...verb, ...preset, 'k6.12-absent-docker28')).not.toEqual([])
	},
)

it('offers files of YAML to validate, and the directories that may have some', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'rm-completion-'))
	try {
		await mkdir(join(dir, 'more'))
		for (const name of ['a.yaml', 'b.yml', 'c.txt', 'more/d.yaml']) await writeFile(join(dir, name), '')
		const found = await complete('validate', `${dir}/`)
		expect([...found].sort()).toEqual(['a.yaml', 'b.yml', 'more/'].map((name) => `${dir}/${name}`))
		expect(await complete('validate', `${dir}/more/`)).toEqual([`${dir}/more/d.yaml`])
		expect(await complete('validate', 'package')).toEqual([])
	} finally {
		await rm(dir, { recursive: true })
	}
})

it('knows the runs of the directory that the line names, whatever they are called', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'rm-completion-'))
	try {
		const names = ['20261123T011500Z-quick', 'nightly-merged']
		for (const name of names) await mkdir(join(dir, name))
		await mkdir(join(dir, '20261124T011500Z-lost-its-log'))
		await mkdir(join(dir, 'notes'))
		await symlink('nightly-merged', join(dir, 'latest'))
		for (const name of names) await writeFile(join(dir, name, 'events.ndjson'), '')
		const runs = names.map((name) => `${dir}/${name}`)
		expect(await complete('report', '--runs-dir', dir, '--exit-code', dir.slice(0, 4))).toEqual(runs)
		expect(await complete('run', '--runs-dir', dir, '--resume', '')).toEqual(runs)
	} finally {
		await rm(dir, { recursive: true })
	}
})

it('offers a flag once, and none that is hidden', async () => {
	const flags = await complete('run', '--strict', '--')
	expect(flags).toContain('--jobs')
	expect(flags).not.toContain('--strict')
	expect(await complete('completion', '--c')).toEqual([])
})

it('asks for a shell that it knows', async () => {
	expect((await cli(['completion'])).stderr).toContain('say which shell: bash, zsh, fish')
	expect((await cli(['completion', 'csh'])).code).toBe(2)
})

const isInstalled = (shell: string) => spawnSync(shell, ['--version']).error === undefined

/** What the shells offer for a line by their scripts. */
const shells: Readonly<Record<string, (line: string) => string>> = {
	bash: (line) => `
		COMP_WORDS=(${line}) COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
		source <(printf '%s' "$1")
		_rootless_matrix
		printf '%s\\n' "\${COMPREPLY[@]}"`,
	zsh: (line) => `
		compdef() { :; }
		compadd() { [[ "$*" == *"-S"* ]] || print -l -- "\${found[@]}"; }
		_files() { print files; }
		eval "$1"
		words=(${line}) CURRENT=\${#words}
		_rootless_matrix`,
	fish: (line) => `
		echo $argv[1] | source
		complete -C '${line}'`,
}

describe.each(Object.keys(shells))('%s completes by its script', (shell) => {
	const bin = join(import.meta.dirname, 'bin.js')
	let dir: string
	let script: string

	beforeAll(async () => {
		dir = await mkdtemp(join(tmpdir(), 'rm-completion-'))
		await writeFile(join(dir, 'rootless-matrix'), `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`, {
			mode: 0o755,
		})
		script = (await cli(['completion', shell])).stdout
	})
	afterAll(() => rm(dir, { recursive: true }))

	const offered = async (line: string) => {
		const plain = { bash: ['--noprofile', '--norc'], zsh: ['-f'], fish: ['--no-config'] }[shell] ?? []
		const name = shell === 'fish' ? [] : [shell]
		const { stdout } = await run(shell, [...plain, '-c', shells[shell]!(line), ...name, script], {
			cwd: dir,
			env: { ...process.env, PATH: `${dir}:${process.env['PATH']}`, HOME: dir },
		})
		return stdout.split('\n').filter(Boolean)
	}

	it.skipIf(!isInstalled(shell))('verbs, values and flags, and no file beside them', async () => {
		expect(await offered('rootless-matrix ex')).toEqual(['explain'])
		expect(await offered('rootless-matrix run --preset qu')).toEqual(['quick'])
		expect(await offered('rootless-matrix run --j')).toEqual(['--jobs', '--json'])
	})

	it.skipIf(!isInstalled(shell)).each(['repro', 'kernel inspect', 'kernel inspect a.rpm --docker 28.0.0'])(
		'files behind %s',
		async (verb) => {
			// bash does so by itself where nothing comes back.
			const files = { bash: [], zsh: ['files'] }[shell] ?? ['rootless-matrix']
			expect(await offered(`rootless-matrix ${verb} ${shell === 'fish' ? 'rootless-m' : "''"}`)).toEqual(
				files,
			)
		},
	)

	it.skipIf(!isInstalled(shell))(
		'names with what the shell would take for a pattern, as they are',
		async () => {
			for (const name of ['a*', 'ab', 'a b', '$(id)', 'a\nb', 'a\u001b[2J'].map((one) =>
				join(dir, 'runs', one),
			)) {
				await mkdir(name, { recursive: true })
				await writeFile(join(name, 'events.ndjson'), '')
			}
			const found = await offered('rootless-matrix report runs/')
			// fish escapes what it puts into the line.
			expect(found.map((one) => one.replaceAll('\\', '')).sort()).toEqual([
				...['runs/$(id)', 'runs/a b', 'runs/a*', 'runs/ab'],
			])
			// bash runs what stands on its line; the others quote what they put there.
			if (shell === 'bash') expect(found).toContain(String.raw`runs/\$\(id\)`)
		},
	)
})
