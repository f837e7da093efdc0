import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const reading = /\b(readAxis|readAxes|axisValue|readCell|parse(Kernel|Docker|RootlessKit|Network)Value)\b/
const isProduct = (path: string): boolean =>
	path.endsWith('.ts') && !/\.test\.ts$|\/(testing|bench|vm-tests|fixtures)\/|\/fake-/.test(path)

it('axis values are parsed while a matrix file or flags are read, and nowhere after', async () => {
	const found: string[] = []
	for (const folder of ['harness', 'images', 'suites', 'vm', 'results'])
		for (const path of await readdir(join(root, folder), { recursive: true })) {
			if (!isProduct(`${folder}/${path}`)) continue
			if (reading.test(await readFile(join(root, folder, path), 'utf8'))) found.push(`${folder}/${path}`)
		}
	expect(found.sort()).toEqual([
		// Which values lie between two that a person names.
		'harness/bisect/versions.ts',
		// The flags that describe a configuration are a file of one cell.
		'harness/cli/verbs/explain/explain-cell.ts',
		// What is answered becomes a file.
		'harness/cli/verbs/init/action.ts',
		// A word may be a value, a file or a run.
		'harness/cli/verbs/repro/subject.ts',
		// A cell of a recorded run.
		'harness/cli/verbs/shell/find-cell.ts',
		'harness/matrix/axes.ts',
		'harness/matrix/cell.ts',
		'harness/matrix/file/schema.ts',
		'harness/matrix/index.ts',
		'harness/matrix/plan/constraints.ts',
		'harness/matrix/plan/guest-limits.ts',
		'harness/matrix/plan/plan-matrix.ts',
		// A farm's plan, as it was stored.
		'harness/matrix/plan/plan-record.ts',
		// The cell that another process hands over.
		'harness/shell/keeper-main.ts',
		// What the mirrors name is held to what a matrix file may say.
		'harness/watch-upstream/new-values.ts',
		'images/providers/index.ts',
		'images/providers/parse.ts',
	])
})
