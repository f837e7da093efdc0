import type { Command } from 'commander'
import { writeFile } from 'node:fs/promises'
import { basename, dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fullValue, planMatrix, readAxis, readMatrixText, matrixSchemaFile } from '#harness/matrix'
import { ConfigurationError, InterruptedError, type Axes } from '#results'
import { shellQuote } from '#vm/host'
import type { Context } from '../../context.ts'
import { matrixFileName } from '../../find-up.ts'
import { typedName } from '../../process/typed-name.ts'
import { refuse, strayWords } from '../../usage.ts'
import type { InitFlags } from './command.ts'
import { matrixText, type Choices } from './matrix-text.ts'

/** What is asked on a terminal, in this order, and what an empty answer means. */
const questions = [
	{ axis: 'docker', asks: 'Which Docker? (several: with spaces between)', usual: ['upstream:27.5.1'] },
	{ axis: 'kernel', asks: 'On which kernels?', usual: ['debian:6.12'] },
	{ axis: 'network', asks: 'With which networks?', usual: ['slirp4netns', 'pasta@2025_05_03'] },
] as const satisfies readonly { axis: keyof Axes; asks: string; usual: readonly string[] }[]

/** What leaving the questions comes to. */
const NOTHING = 'Nothing was written.'

export async function initAction(flags: InitFlags, command: Command, context: Context): Promise<void> {
	const problems = [...strayWords(command)]
	for (const { axis } of questions)
		for (const text of flags[axis] ?? []) problems.push(...complaints(axis, text))
	refuse(command, problems)
	context.interrupts.means(NOTHING)
	const choices = await choose(flags, context).catch((cause: unknown) => {
		throw cause instanceof InterruptedError ? new InterruptedError(NOTHING) : cause
	})
	context.interrupts.means(undefined)
	const file = resolve(flags.output)
	const schema = relative(dirname(file), fileURLToPath(matrixSchemaFile))
	const text = matrixText(choices, { name: nameOf(file), schema })
	// What is written is read as any file would be: it may be started from as it is.
	const { cells } = planMatrix(readMatrixText(text, flags.output))
	await writeFile(file, text, { flag: 'wx' }).catch((cause: NodeJS.ErrnoException) => {
		throw new ConfigurationError(
			cause.code === 'EEXIST' ? `${flags.output} is there already` : `cannot write ${flags.output}`,
			{ cause, hint: 'Name another file with --output.' },
		)
	})
	const program = typedName(context)
	context.stdout.write(
		[
			`Written: ${flags.output}, ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}.`,
			// A version that nobody has published is as right as any to read.
			'Not looked up: whether its versions are available. `rootless-matrix fetch` tells.',
			'',
			`  $ ${program} plan --matrix ${shellQuote(flags.output)}      what would run, and what it would take`,
			`  $ ${program} explain --matrix ${shellQuote(flags.output)}   what is known about it, without a VM`,
			`  $ ${program} run --matrix ${shellQuote(flags.output)}`,
			'',
		].join('\n'),
	)
}

/** A file of the usual name is told by its directory. The name of a matrix may have less in it than that of a file. */
const nameOf = (file: string): string =>
	basename(basename(file) === matrixFileName ? dirname(file) : file)
		.replace(/\.ya?ml$/, '')
		.replace(/[^A-Za-z0-9._-]+/g, '-')
		.replace(/^[^A-Za-z0-9]+/, '')
		.slice(0, 60) || 'matrix'

type Asked = (typeof questions)[number]['axis']

/** As the file has it: a version alone is taken as `explain` takes it. */
const written = (axis: Asked, text: string): string => (axis === 'network' ? text : fullValue(axis, text))

function complaints(axis: Asked, text: string): string[] {
	const read = readAxis(axis, written(axis, text))
	return 'expected' in read ? [`--${axis} ${text}: expected ${read.expected}`] : []
}

async function choose(flags: InitFlags, { services, interrupts, stdout }: Context): Promise<Choices> {
	const choices: { docker: readonly string[]; kernel: readonly string[]; network: readonly string[] } = {
		docker: [],
		kernel: [],
		network: [],
	}
	for (const { axis, asks, usual } of questions) {
		let values = flags[axis]
		while (values === undefined) {
			if (services.ask === undefined) values = usual
			else {
				const answer = await services.ask(`${asks} [${usual.join(' ')}]`, interrupts.signal)
				const words = answer
					.trim()
					.split(/[\s,]+/)
					.filter(Boolean)
				const wrong = words.flatMap((word) => complaints(axis, word))
				for (const problem of wrong) stdout.write(`  ${problem.replace(/^--\w+ /, '')}\n`)
				if (wrong.length === 0) values = words.length === 0 ? usual : words
			}
		}
		choices[axis] = values.map((text) => written(axis, text))
	}
	return choices
}
