import { ConfigurationError } from '../errors/index.ts'
import type { Results } from '../schema/index.ts'

/**
 * The cells of one Docker: of its card, its badge, its page. Numbers of cells are those of the smaller run.
 * @param docker as the axis writes it, or without its provider: `27.5.1`.
 * @throws ConfigurationError when no cell has it.
 */
export function onlyDocker(results: Results, docker: string): Results {
	const values = [...new Set(results.cells.map(({ axes }) => axes.docker))]
	const wanted = values.filter((value) => value === docker || value.replace(/^\w+:/, '') === docker)
	if (wanted.length === 0)
		throw new ConfigurationError(`no cell of this run has Docker ${docker}`, {
			hint: `It has: ${values.join(', ')}.`,
		})
	return { ...results, cells: results.cells.filter(({ axes }) => wanted.includes(axes.docker)) }
}
