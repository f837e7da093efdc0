import { execFile } from 'node:child_process'
import { appendFile, chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '../..')
const run = promisify(execFile)

interface Recipe {
	readonly runs?: { readonly steps: readonly Step[] }
	readonly jobs?: Readonly<Record<string, { readonly steps: readonly Step[] }>>
	readonly upstream?: { readonly script: readonly string[] }
	readonly steps?: readonly { readonly label?: string; readonly commands?: readonly string[] }[]
	readonly spec?: {
		readonly template: {
			readonly spec: { readonly containers: readonly { readonly command: readonly string[] }[] }
		}
	}
}
interface Step {
	readonly name?: string
	readonly run?: string
}

const recipe = async (path: string) => parse(await readFile(join(root, path), 'utf8')) as Recipe
const named = (steps: readonly Step[] | undefined, name: string) =>
	steps?.find((one) => one.name === name)?.run

let dir = ''
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'rm-recipe-'))
	await mkdir(join(dir, 'bin'))
	await mkdir(join(dir, 'harness/matrix/presets'), { recursive: true })
	await writeFile(join(dir, 'harness/matrix/presets/nightly.yaml'), 'name: nightly\n')
	// What a recipe calls beside watch-upstream is not what is asked about here.
	for (const name of ['apt-get', 'npm']) await program(name, 'true')
	await harness('echo "Added to $4"; echo "# new" >> "$4"')
})
afterEach(() => rm(dir, { recursive: true }))

async function program(name: string, shell: string): Promise<void> {
	const path = join(dir, 'bin', name)
	await writeFile(path, `#!/bin/sh\n${shell}\n`)
	await chmod(path, 0o755)
}

/** A harness whose watch-upstream is the shell given; a run says which matrix it got, and what is in it. */
async function harness(watch: string): Promise<void> {
	const shell = [
		`echo "$2" >> ${dir}/called`,
		'[ "$2" != watch-upstream ] || {',
		watch,
		'}',
		'[ "$2" != run ] || { echo "run $4"; cat "$4"; }',
	].join('\n')
	await program('npx', shell)
	await program('node', shell)
}

async function bash(script: string | undefined, env: Record<string, string> = {}): Promise<string> {
	if (script === undefined) throw new Error('the recipe has no such shell')
	const { stdout } = await run('bash', ['--noprofile', '--norc', '-euc', script], {
		cwd: dir,
		env: { ...process.env, PATH: `${dir}/bin:${process.env['PATH'] ?? ''}`, HOME: dir, ...env },
	})
	return stdout
}
const text = (path: string) => readFile(join(dir, path), 'utf8')
const watches = async () => (await text('called')).match(/watch-upstream/g)?.length

const nights: [string, string, () => Promise<string>][] = [
	[
		'.github/workflows/nightly.yml',
		'upstream/nightly.yaml',
		async () =>
			bash(
				named((await recipe('.github/workflows/nightly.yml')).jobs?.['upstream']?.steps, 'Watch upstream'),
				{
					GITHUB_STEP_SUMMARY: join(dir, 'summary'),
				},
			),
	],
	[
		'docs/recipes/gitlab-ci.yml',
		'nightly.yaml',
		async () => bash((await recipe('docs/recipes/gitlab-ci.yml')).upstream?.script.join('\n')),
	],
	[
		'docs/recipes/buildkite.yml',
		'nightly.yaml',
		async () => {
			const { steps } = await recipe('docs/recipes/buildkite.yml')
			return bash(steps?.find(({ label }) => label === 'new versions')?.commands?.join('\n'))
		},
	],
]

describe.each(nights)('%s', (_, matrix, night) => {
	it('adds to what it added before, and says so', async () => {
		expect(await night()).toContain('Added to upstream/nightly.yaml\n')
		expect(await text(matrix)).toBe('name: nightly\n# new\n')
		await night()
		expect(await text(matrix)).toBe('name: nightly\n# new\n# new\n')
	})

	it('has a matrix as well where the mirrors cannot be asked', async () => {
		await harness('exit 3')
		await night()
		expect(await text(matrix)).toBe('name: nightly\n')
	})
})

it('GitHub’s summary says what is new', async () => {
	await nights[0]?.[2]()
	expect(await text('summary')).toBe('Added to upstream/nightly.yaml\n')
})

const slurm = async (job: string, task: string) =>
	bash(await readFile(join(root, 'docs/recipes/slurm.sh'), 'utf8'), {
		ROOTLESS_MATRIX: dir,
		SLURM_ARRAY_JOB_ID: job,
		SLURM_ARRAY_TASK_ID: task,
	})
const kubernetes = async (job: string, index: string) => {
	const { spec } = await recipe('docs/recipes/kubernetes.yaml')
	const shell = spec?.template.spec.containers[0]?.command.at(-1)
	// Each pod has a checkout of its own; the claim is what they share.
	const pod = `mkdir -p pod-${index}; cp -r harness pod-${index}; cd pod-${index};`
	return bash(shell && `${pod}${shell.replaceAll('/results', `${dir}/results`)}`, {
		JOB_UID: job,
		JOB_COMPLETION_INDEX: index,
	})
}

describe.each([
	['docs/recipes/slurm.sh', slurm],
	['docs/recipes/kubernetes.yaml', kubernetes],
])('%s', (_, shard) => {
	it('asks the mirrors once a night, and gives all shards the same matrix', async () => {
		// Slow enough that the second comes while the first is in it.
		await harness('sleep 0.3; echo "# new" >> "$4"')
		const both = await Promise.all([shard('7', '1'), shard('7', '2')])
		for (const ran of both) expect(ran).toMatch(/^run nightly(-\d)?\.yaml\nname: nightly\n# new\n$/)
		expect(await watches()).toBe(1)
		expect(await shard('8', '1')).toContain('\n# new\n# new\n')
		expect(await watches()).toBe(2)
	})

	it('runs as well where the mirrors cannot be asked', async () => {
		await harness('exit 3')
		expect(await shard('7', '1')).toMatch(/^run nightly(-\d)?\.yaml\nname: nightly\n$/)
	})
})

describe('the action', () => {
	const step = async (name: string, env: Record<string, string>) =>
		bash(named((await recipe('action.yml')).runs?.steps, name), {
			GITHUB_ACTION_PATH: dir,
			GITHUB_OUTPUT: join(dir, 'output'),
			GITHUB_STEP_SUMMARY: join(dir, 'summary'),
			...env,
		})
	const matrixStep = (env: Record<string, string>) =>
		step('Matrix', { PRESET: '', MATRIX: '', SHARD: '1/1', WATCH: 'true', ...env })

	it('takes the preset or the matrix as it is where nothing is watched', async () => {
		await matrixStep({ PRESET: 'quick', SHARD: '2/3', WATCH: 'false' })
		expect(await text('output')).toBe('preset=quick\nmatrix=\n')
	})

	it('watches a matrix where it is, and a copy of a preset', async () => {
		await writeFile(join(dir, 'my matrix.yaml'), 'name: mine\n')
		await matrixStep({ MATRIX: 'my matrix.yaml' })
		expect(await text('output')).toMatch(
			/^known=my matrix\.upstream\.json\nkey=upstream-[0-9a-f]{16}\npreset=\nmatrix=my matrix\.yaml\n$/,
		)
		const keyOf = async () => /key=(.*)/.exec(await text('output'))?.[1]
		const key = await keyOf()
		await appendFile(join(dir, 'my matrix.yaml'), 'seed: 2\n')
		await rm(join(dir, 'output'))
		await matrixStep({ MATRIX: 'my matrix.yaml' })
		expect(await keyOf()).not.toBe(key)
		await matrixStep({ PRESET: 'nightly' })
		expect(await text('output')).toContain('preset=\nmatrix=nightly.yaml\n')
		await step('Watch upstream', { MATRIX: 'nightly.yaml' })
		expect(await text('summary')).toBe('Added to nightly.yaml\n')
		expect(await text('nightly.yaml')).toBe('name: nightly\n# new\n')
	})

	it('says where the mirrors could not be asked, and refuses to watch in a shard', async () => {
		await harness('exit 3')
		expect(await step('Watch upstream', { MATRIX: 'a.yaml' })).toMatch(/^::warning::watch-upstream failed/)
		await expect(matrixStep({ PRESET: 'nightly', SHARD: '1/3' })).rejects.toThrow('exit')
	})
})
