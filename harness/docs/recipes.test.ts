import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { validateAction, validateWorkflow } from '@action-validator/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { usageTrouble } from './commands.ts'

const root = join(import.meta.dirname, '../..')

// Some start the command, which a busy machine does late.
vi.setConfig({ testTimeout: 120_000 })
const run = promisify(execFile)
const read = (path: string) => readFile(join(root, path), 'utf8')

const recipes = [
	'action.yml',
	'.github/workflows/ci.yml',
	'.github/workflows/nightly.yml',
	'docs/recipes/gitlab-ci.yml',
	'docs/recipes/buildkite.yml',
	'docs/recipes/kubernetes.yaml',
	'docs/recipes/slurm.sh',
]

/** Where the languages of CIs keep shell. */
const shellKeys = new Set(['run', 'script', 'before_script', 'commands', 'command'])

/** Every piece of shell of a recipe. */
function shellOf(value: unknown, key = ''): string[] {
	if (typeof value === 'string') return shellKeys.has(key) ? [value] : []
	if (Array.isArray(value)) {
		const lines = value.filter((one): one is string => typeof one === 'string')
		if (!shellKeys.has(key)) return value.flatMap((one) => shellOf(one))
		// Kubernetes has words, the others have lines.
		return [key === 'command' ? (lines.at(-1) ?? '') : lines.join('\n')]
	}
	if (typeof value !== 'object' || value === null) return []
	return Object.entries(value).flatMap(([name, member]) => shellOf(member, name))
}

/** GitHub puts these in before any shell sees them. */
const filledIn = (text: string): string => text.replace(/\$\{\{[^}]*\}\}/g, 'filled-in')

async function piecesOf(path: string): Promise<string[]> {
	const text = await read(path)
	return path.endsWith('.sh') ? [text] : shellOf(parse(text)).map(filledIn)
}

describe.each(recipes)('%s', (path) => {
	it('is shell that bash can read, and has some', async () => {
		const pieces = await piecesOf(path)
		expect(pieces.length).toBeGreaterThan(0)
		for (const piece of pieces) await run('bash', ['-n', '-c', piece])
	})

	it('uses verbs and flags that there are', async () => {
		const trouble = (await piecesOf(path)).flatMap((piece) => usageTrouble(piece))
		expect(trouble).toEqual([])
	})
})

describe('the schema of GitHub', () => {
	it.each([
		['.github/workflows/ci.yml', validateWorkflow],
		['.github/workflows/nightly.yml', validateWorkflow],
		['action.yml', validateAction],
	])('takes %s, and not with a key that it does not know', async (path, validate) => {
		const text = await read(path)
		expect(validate(text)).toMatchObject({ errors: [] })
		expect(validate(`${text}\nstepz: 1\n`)).not.toMatchObject({ errors: [] })
	})
})

it('every command in the documents has a verb and flags that there are', async () => {
	const docs = (await readdir(join(root, 'docs'), { recursive: true }))
		.filter((name) => name.endsWith('.md'))
		.map((name) => `docs/${name}`)
	const trouble: string[] = []
	for (const path of ['README.md', 'CONTRIBUTING.md', ...docs]) {
		const blocks = [...(await read(path)).matchAll(/```console\n([^]*?)```/g)].map(([, block = '']) => block)
		trouble.push(...blocks.flatMap((block) => usageTrouble(block)).map((what) => `${path}: ${what}`))
	}
	expect(trouble).toEqual([])
})

it.each([
	['npx rootless-matrix rnu --preset quick', 'there is no verb rnu'],
	['node harness/cli/bin.js run --prest quick', 'run has no --prest'],
	['rootless-matrix images sweep', 'there is no verb images sweep'],
])('finds that %s is wrong', (command, trouble) => {
	expect(usageTrouble(command)).toEqual([trouble])
})

describe('a job of Slurm keeps its cache', () => {
	let directory = ''
	beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'rm-slurm-'))))
	afterEach(() => rm(directory, { recursive: true }))

	/** Where each command of the job has it, when nothing else is there than a checkout and a home. */
	async function cachesOf(env: NodeJS.ProcessEnv): Promise<string[]> {
		const presets = join(directory, 'harness/matrix/presets')
		await mkdir(presets, { recursive: true })
		await writeFile(join(presets, 'nightly.yaml'), '')
		const npx = join(directory, 'npx')
		await writeFile(npx, '#!/bin/sh\necho "$ROOTLESS_MATRIX_CACHE"\n')
		await chmod(npx, 0o755)
		const { stdout } = await run('bash', [join(root, 'docs/recipes/slurm.sh')], {
			cwd: directory,
			env: {
				PATH: `${directory}:${process.env.PATH ?? ''}`,
				HOME: join(directory, 'ann'),
				TMPDIR: '/shared/tmp',
				ROOTLESS_MATRIX: directory,
				SLURM_ARRAY_JOB_ID: '4711',
				SLURM_ARRAY_TASK_ID: '1',
				...env,
			},
		})
		return [...new Set(stdout.trim().split('\n'))]
	}

	it('in its user’s home, never where another user could have made it first', async () => {
		expect(await cachesOf({})).toEqual([join(directory, 'ann/.cache/rootless-matrix')])
	})

	it('or in the directory that the site has made for it', async () => {
		expect(await cachesOf({ SLURM_TMPDIR: '/scratch/4711' })).toEqual(['/scratch/4711/rootless-matrix'])
	})
})

describe('the steps of the action', () => {
	let directory = ''
	beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'rm-action-'))))
	afterEach(() => rm(directory, { recursive: true }))

	async function step(name: string, env: Record<string, string>): Promise<string> {
		const action = parse(await read('action.yml')) as {
			runs: { steps: { name?: string; run?: string }[] }
		}
		const script = action.runs.steps.find((one) => one.name === name)?.run
		if (script === undefined) throw new Error(`the action has no step ${name}`)
		const { stdout } = await run('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
			cwd: directory,
			env: {
				...process.env,
				GITHUB_ACTION_PATH: root,
				GITHUB_OUTPUT: join(directory, 'output'),
				...env,
			},
		})
		return stdout
	}

	it('plan the shard, and name the cache’s key and the artifact', async () => {
		await step('Plan', { PRESET: 'quick', MATRIX: '', SHARD: '2/3' })
		expect(await readFile(join(directory, 'output'), 'utf8')).toMatch(
			/^key=rootless-matrix-\w+-[0-9a-f]{16}\nname=rootless-matrix-2-of-3\n$/,
		)
	})

	it('hand on flags with blanks and globs as they were written', async () => {
		const node = join(directory, 'node')
		await writeFile(node, '#!/bin/sh\nprintf "[%s]" "$@"\n')
		await chmod(node, 0o755)
		const path = `${directory}:${process.env.PATH ?? ''}`
		const env = { PATH: path, PRESET: '', MATRIX: 'my matrix.yaml', SHARD: '1/1' }
		expect(await step('Run', { ...env, ARGS: '--checks "publish.*" --strict' })).toBe(
			`[${root}/harness/cli/bin.js][run][--matrix][my matrix.yaml][--shard][1/1][--yes][--reporter][list][github][--checks][publish.*][--strict]`,
		)
	})
})
