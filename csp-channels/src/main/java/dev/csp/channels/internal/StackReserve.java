// Not formatted: each variable would take a line.
package dev.csp.channels.internal;

/*
 * A StackOverflowError before the operation instead of one in the middle.
 *
 * A program that sends at each level of a recursion without end does not overflow in its own code but in ours: the deepest call of
 * an operation is the first that finds no room. In the middle of a step that leaves a port locked or a waiter that is claimed and not
 * woken; in the middle of the JDK's unpark it leaves a virtual thread that never runs again. Nothing can repair that afterwards. Without
 * this class a recursion that ended in an error left somebody waiting for ever in 59 of 60 trials.
 *
 * The virtual machine checks for room when a method is entered, and for all that its frame may need. So a method with a frame
 * of 16 KB is a check for 16 KB:
 *   - interpreted, by the check for its local variables, of which it has 1024 words, and is entered twice, one inside the other
 *   - compiled, the variables are gone; but wherever the code may have to go back to the interpreter, the check at the
 *     entry of the compiled method counts the interpreter's frames, also those of methods that were inlined. The throw that never
 *     happens is such a place; a call that a compiler can inline is not
 * No specification promises any of this; a test shows that it works. An operation needs the most where the
 * scheduler must make a carrier, or where code runs for the first time and its call sites are linked.
 *
 * It costs a fifth of a nanosecond: some stores to pages that nobody uses, and a branch. Called once by each operation, before it locks
 * anything and where it may still fail; never by a step of an operation, for that must be able to go on to its end. What closes, releases
 * or stops asks for half: it stands in a finally block, and where its counterpart had room, it must not fail.
 */

/** Makes sure that an operation has the stack that it needs. */
public final class StackReserve {
  /** False; not final, so that compilers believe in the throw. */
  private static boolean unlikely;

  private StackReserve() {}

  /**
   * Throws {@link StackOverflowError} if less than about 16 KB of the stack are left: for what
   * begins something.
   */
  public static void ensure() {
    reserve(true);
  }

  /**
   * The same with half as much: for what ends something, so that it can be ended where it could be
   * begun.
   */
  public static void ensureHalf() {
    reserve(false);
  }

  /** Declares variables for their room in the frame alone. */
  @SuppressWarnings({"unused", "UnusedVariable", "MultiVariableDeclaration"})
  private static void reserve(boolean again) {
    long v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15, v16, v17, v18, v19, v20, v21, v22, v23, v24, v25, v26, v27,
        v28, v29, v30, v31, v32, v33, v34, v35, v36, v37, v38, v39, v40, v41, v42, v43, v44, v45, v46, v47, v48, v49, v50, v51, v52, v53,
        v54, v55, v56, v57, v58, v59, v60, v61, v62, v63, v64, v65, v66, v67, v68, v69, v70, v71, v72, v73, v74, v75, v76, v77, v78, v79,
        v80, v81, v82, v83, v84, v85, v86, v87, v88, v89, v90, v91, v92, v93, v94, v95, v96, v97, v98, v99, v100, v101, v102, v103, v104,
        v105, v106, v107, v108, v109, v110, v111, v112, v113, v114, v115, v116, v117, v118, v119, v120, v121, v122, v123, v124, v125, v126,
        v127, v128, v129, v130, v131, v132, v133, v134, v135, v136, v137, v138, v139, v140, v141, v142, v143, v144, v145, v146, v147, v148,
        v149, v150, v151, v152, v153, v154, v155, v156, v157, v158, v159, v160, v161, v162, v163, v164, v165, v166, v167, v168, v169, v170,
        v171, v172, v173, v174, v175, v176, v177, v178, v179, v180, v181, v182, v183, v184, v185, v186, v187, v188, v189, v190, v191, v192,
        v193, v194, v195, v196, v197, v198, v199, v200, v201, v202, v203, v204, v205, v206, v207, v208, v209, v210, v211, v212, v213, v214,
        v215, v216, v217, v218, v219, v220, v221, v222, v223, v224, v225, v226, v227, v228, v229, v230, v231, v232, v233, v234, v235, v236,
        v237, v238, v239, v240, v241, v242, v243, v244, v245, v246, v247, v248, v249, v250, v251, v252, v253, v254, v255, v256, v257, v258,
        v259, v260, v261, v262, v263, v264, v265, v266, v267, v268, v269, v270, v271, v272, v273, v274, v275, v276, v277, v278, v279, v280,
        v281, v282, v283, v284, v285, v286, v287, v288, v289, v290, v291, v292, v293, v294, v295, v296, v297, v298, v299, v300, v301, v302,
        v303, v304, v305, v306, v307, v308, v309, v310, v311, v312, v313, v314, v315, v316, v317, v318, v319, v320, v321, v322, v323, v324,
        v325, v326, v327, v328, v329, v330, v331, v332, v333, v334, v335, v336, v337, v338, v339, v340, v341, v342, v343, v344, v345, v346,
        v347, v348, v349, v350, v351, v352, v353, v354, v355, v356, v357, v358, v359, v360, v361, v362, v363, v364, v365, v366, v367, v368,
        v369, v370, v371, v372, v373, v374, v375, v376, v377, v378, v379, v380, v381, v382, v383, v384, v385, v386, v387, v388, v389, v390,
        v391, v392, v393, v394, v395, v396, v397, v398, v399, v400, v401, v402, v403, v404, v405, v406, v407, v408, v409, v410, v411, v412,
        v413, v414, v415, v416, v417, v418, v419, v420, v421, v422, v423, v424, v425, v426, v427, v428, v429, v430, v431, v432, v433, v434,
        v435, v436, v437, v438, v439, v440, v441, v442, v443, v444, v445, v446, v447, v448, v449, v450, v451, v452, v453, v454, v455, v456,
        v457, v458, v459, v460, v461, v462, v463, v464, v465, v466, v467, v468, v469, v470, v471, v472, v473, v474, v475, v476, v477, v478,
        v479, v480, v481, v482, v483, v484, v485, v486, v487, v488, v489, v490, v491, v492, v493, v494, v495, v496, v497, v498, v499, v500,
        v501, v502, v503, v504, v505, v506, v507, v508, v509, v510, v511;
    if (again) {
      reserve(false);
    } else if (unlikely) {
      throw new AssertionError("only for compilers");
    }
  }
}
