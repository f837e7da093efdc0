import { results as schema } from '../../schema/index.ts'
import { defineReport } from './report.ts'

/** `results.json`, as its schema orders it. */
export const report = defineReport({
	needs: [],
	render: (results) => `${JSON.stringify(schema.parse(results), undefined, '\t')}\n`,
})
