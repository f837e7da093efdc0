import type { Results } from '../../schema/index.ts'
import { guestsInBrackets, restoredCells, toolName } from '../words/headline.ts'
import { harmless } from './harmless.ts'
import type { PageData } from './page-data.ts'

/** What a page says of the run itself. */
export const runOf = ({ run, cells }: Results): PageData['run'] =>
	harmless({
		id: run.id,
		matrix: run.matrix,
		matrixHash: run.matrixHash,
		startedAt: run.startedAt,
		endedAt: run.endedAt ?? null,
		accelerators: [
			...new Set([
				...cells.flatMap(({ accelerator }) => accelerator ?? []),
				...(cells.some(({ accelerator }) => accelerator) ? [] : [run.host.accelerator]),
			]),
		],
		driver: `${run.host.driver} ${run.host.driverVersion}${guestsInBrackets(cells)}`,
		lacks: run.host.lacks ?? [],
		cpus: run.host.cpus,
		restored: restoredCells(cells) ?? null,
		tool: toolName(run.tool),
		missing: run.missing ?? [],
		mixed: run.mixed ?? [],
	})
