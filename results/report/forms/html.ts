import { reportHtml } from '../html/index.ts'
import { defineReport } from './report.ts'

/** `report/index.html`. */
export const report = defineReport({
	needs: ['gaps', 'contracts', 'reasons', 'repro', 'excerpts', 'traces'],
	render: (results, context) => reportHtml(results, context),
})
