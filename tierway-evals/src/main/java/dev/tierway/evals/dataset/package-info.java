/** Cases from files: read strictly, one at a time, so that a file of any size takes constant memory. */
package dev.tierway.evals.dataset;
